"""Stages as Prefect tasks: the only importer of Prefect beside `flows/`."""
