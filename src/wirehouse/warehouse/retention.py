"""What a state folder holds has bounds: the settings say how much, and every run ends with a sweep."""

from wirehouse.warehouse.state import State, disk_bytes


def sweep(state: State, keep_versions: int, keep_bytes: int, keep_data_docs: int, *, keep_shards: bool = False) -> None:
    """Remove what is beyond the bounds, under the lock. `keep_shards` after a failure: the next run can use them.

    Run records are bounded where they are written, and there is one refused candidate at most. Raises `OSError`.
    """
    for number in surplus_versions(state, keep_versions, keep_bytes):
        state.version_path(number).unlink()
    for old in sorted(state.path("data_docs").glob("validations/*.json"))[:-keep_data_docs]:
        old.unlink()
    for unfinished in (*state.path("runs").glob("*.part"), *state.path("reports").glob("*.part")):
        unfinished.unlink()
    state.clear_leftovers()
    if not keep_shards:
        for name in ("shards", "plans"):
            for path in state.path(name).iterdir():
                path.unlink()


def surplus_versions(state: State, keep: int, keep_bytes: int) -> list[int]:
    """The kept versions that are beyond `keep`, or that do not fit into `keep_bytes` with the newer ones.

    Whatever the bounds, three stay: the published one, for a link to it costs nothing; the one before it, for a way
    back; the newest, which after a restore is another and holds the texts that `recover_texts` brings back.
    """
    kept = state.kept_versions()
    published = [number for number, path in kept.items() if state.is_published(path)]
    before = [number for number in kept if published and number < published[0]][-1:]
    stay = {*published, *before, *list(kept)[-1:]}
    surplus, total = [], 0
    for place, number in enumerate(sorted(kept, reverse=True), start=1):
        total += 0 if number in published else disk_bytes(kept[number])
        if number not in stay and (place > keep or total > keep_bytes):
            surplus.append(number)
    return surplus
