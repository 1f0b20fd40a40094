"""The rows of a store as Python values, the same for SQLite and PostgreSQL, so that two stores can be compared.

Left out is what may differ between two right runs: when the enrichment was done (in `document`).
"""

import json
import sqlite3

TABLES = {
    "articles": ("id version url headline alternative_headline abstract article_body authors publisher_name publisher_url "
                 "in_language article_section keywords image copyright_notice source_kind source_url date_published "
                 "date_modified fetched_at last_seen_at").split(),
    "article_versions": "id version fetched_at last_seen_at date_modified document".split(),
    "entities": "id type subtype name ids value unit currency".split(),
    "article_entities": "article_id version entity_id salience confidence".split(),
    "mentions": "article_id version entity_id field start end text".split(),
}
_TIMES = {"date_published", "date_modified", "fetched_at", "last_seen_at"}
_JSON = {"authors", "keywords", "ids"}


def _plain(column, value):
    if value is None:
        return None
    if column in _TIMES and not isinstance(value, str):
        import datetime

        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if column == "document":
        document = value if isinstance(value, dict) else json.loads(value)
        document.get("enrichment", {}).pop("at", None)
        return json.dumps(document, sort_keys=True)
    if column in _JSON:
        return json.dumps(json.loads(value) if isinstance(value, str) else value, sort_keys=True)
    if isinstance(value, float):
        return round(value, 6)
    return value


def _query(columns, table):
    return "SELECT %s FROM %s" % (", ".join('"%s"' % column for column in columns), table)


def connect(store):
    """A connection for reading: `store` as the sink's --store takes it."""
    if store.startswith("sqlite:"):
        return sqlite3.connect("file:%s?mode=ro" % store[7:], uri=True, timeout=30)
    import psycopg2

    return psycopg2.connect(store)


def rows(store, ignore=()):
    """{table: sorted list of rows}; columns named in `ignore` are left out."""
    connection = connect(store)
    found = {}
    try:
        for table, columns in TABLES.items():
            columns = [column for column in columns if column not in ignore]
            cursor = connection.cursor()
            cursor.execute(_query(columns, table))
            found[table] = sorted((tuple(_plain(c, v) for c, v in zip(columns, row)) for row in cursor), key=repr)
    finally:
        connection.close()
    return found


def count(store, table="article_versions"):
    """Rows of a table; 0 while there is no such table or no such store, None while it does not answer."""
    try:
        connection = connect(store)
    except Exception:  # pylint: disable=broad-except  (not there yet, or just killed)
        return 0 if store.startswith("sqlite:") else None
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT count(*) FROM " + table)
        return cursor.fetchone()[0]
    except Exception as error:  # pylint: disable=broad-except
        return 0 if "no such table" in str(error) or "does not exist" in str(error) else None
    finally:
        connection.close()


def difference(one, other):
    """A short text about the first rows that differ; empty when all are equal."""
    for table in TABLES:
        a, b = set(map(repr, one[table])), set(map(repr, other[table]))
        if one[table] != other[table]:
            return "%s: %d rows against %d; only in the first: %s; only in the second: %s" % (
                table, len(one[table]), len(other[table]), sorted(a - b)[:2], sorted(b - a)[:2])
    return ""
