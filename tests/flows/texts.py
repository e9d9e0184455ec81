"""A made-up article to write into raw files."""

LEAD = "The harbor board of Port Amsel said on Monday that the northern pier would open again in the autumn."
MORE = "Repairs had taken longer than planned because divers found the old piles hollow, its engineer said."
END = "Ferries to the islands keep leaving from the southern pier until then, the board added in its notice."


def article(date: str = "2024-03-04", *paragraphs: str) -> str:
    return f" date {date} \n\n\n\n" + "\n\n".join(paragraphs or (LEAD, MORE, END)) + "\n"
