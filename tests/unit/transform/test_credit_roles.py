import polars as pl
import pytest

from wirehouse.transform.credit_roles import read_roles

CREDITS = {
    "(Reporting by Ada Venn and Bo Li; Editing by Cy O)": [("reporters", "Ada Venn and Bo Li"), ("editors", "Cy O")],
    "(Reporting by Ada Venn in Amsel; Additional reporting by Bo Lind in Rome; Writing by Cy Ott; Editing by Di Rae)": [
        ("reporters", "Ada Venn in Amsel"),
        ("additional_reporters", "Bo Lind in Rome"),
        ("writers", "Cy Ott"),
        ("editors", "Di Rae"),
    ],
    "Reporting By Ada Venn, editing by Bo Lind.": [("reporters", "Ada Venn"), ("editors", "Bo Lind")],
    "Reporting and writing by Ada Venn; Additional reporting by Bo Lind, Cy Ott Editing by Di Rae": [
        ("reporters", "Ada Venn"),
        ("additional_reporters", "Bo Lind, Cy Ott"),
        ("editors", "Di Rae"),
    ],
    "(Compiled by Ada Venn) (Edited by Bo Lind)": [("compilers", "Ada Venn"), ("editors", "Bo Lind")],
    "(Writing by Ada Venn, with additional reporting by Bo Lind) REUTERS": [
        ("writers", "Ada Venn"),
        ("additional_reporters", "Bo Lind"),
    ],
    "Reporting by Ada Venn and editing by Bo Lind": [("reporters", "Ada Venn"), ("editors", "Bo Lind")],
    "Reporting by Ada Venn – Editing by Bo Lind": [("reporters", "Ada Venn"), ("editors", "Bo Lind")],
    "(Reporting by Ada Venn/Editing by Bo Lind)": [("reporters", "Ada Venn"), ("editors", "Bo Lind")],
    "(Reporting by Ada Venn,Editing by Bo King Jr.)": [("reporters", "Ada Venn"), ("editors", "Bo King Jr.")],
    "(Additional reporting and writing by Ada Venn)": [("additional_reporters", "Ada Venn")],
    "(Writing, reporting and editing by Ada Venn)": [("writers", "Ada Venn")],
    "—Reporting by: Ada Venn": [("reporters", "Ada Venn")],
    "(With inputs from PTI)": [],
    "—REUTERS": [],
    None: [],
}  # fmt: skip


@pytest.mark.parametrize(("credit", "expected"), CREDITS.items())
def test_a_credit_says_who_did_what(credit, expected):
    frame = pl.DataFrame(
        {"article_id": ["a"], "credit": [credit]}, schema={"article_id": pl.String, "credit": pl.String}
    )
    assert read_roles(frame).select("rule", "value").rows() == expected
