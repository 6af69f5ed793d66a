"""A country that registers: rows as they lie in the database after years, made inside PostgreSQL.

What is never opened in the bench is not sealed but of the same length.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

PEOPLE_PER_SESSION = 60
DAYS_AGO = 400
# The length of a sealed value: a name or NIK of 16 letters, and the answers to the questions.
SEALED = "repeat('s', 66)"
SEALED_ANSWERS = "repeat('s', 92)"

# Everybody has a number of their own, had both doses, and asked for each in messages.
ROWS = {
    "vaccination_sessions": f"""
        INSERT INTO vaccination_sessions (id, site_id, local_date, starts_at, ends_at, vaccine_id,
            capacity, walk_in_seats, seats_taken)
        SELECT 'LAMPAU-' || n, :site, day, day + interval '8 hours', day + interval '10 hours',
            'indovac', {PEOPLE_PER_SESSION}, 0, {PEOPLE_PER_SESSION}
        FROM (SELECT n, current_date - {DAYS_AGO} + (n % 300)::int AS day
              FROM generate_series((:first - 1) / {PEOPLE_PER_SESSION} + 1,
                                   :last / {PEOPLE_PER_SESSION}) AS n) AS days""",
    "contacts": """
        INSERT INTO contacts (id, created_at)
        SELECT md5('kontak-' || n), now() FROM generate_series(:first, :last) AS n""",
    "contact_addresses": f"""
        INSERT INTO contact_addresses (contact_id, kind, address_hash, address_sealed, added_at)
        SELECT md5('kontak-' || n), 'phone', md5('nomor-' || n) || md5('a' || n), {SEALED}, now()
        FROM generate_series(:first, :last) AS n""",
    "persons": f"""
        INSERT INTO persons (id, nik_hash, nik_sealed, name_sealed, birth_date_sealed,
            district_code, group_sealed, flags, created_at, updated_at)
        SELECT md5('orang-' || n), md5('nik-' || n) || md5('b' || n), {SEALED}, {SEALED}, {SEALED},
            '31.74.01', {SEALED}, '', now(), now()
        FROM generate_series(:first, :last) AS n""",
    "registrations": """
        INSERT INTO registrations (contact_id, person_id, relation, created_at)
        SELECT md5('kontak-' || n), md5('orang-' || n), 'diri_sendiri', now()
        FROM generate_series(:first, :last) AS n""",
    "consents": """
        INSERT INTO consents (id, contact_id, text_version, relation, given_at)
        SELECT md5('setuju-' || n), md5('kontak-' || n), '1', 'diri_sendiri', now()
        FROM generate_series(:first, :last) AS n""",
    "verifications": """
        INSERT INTO verifications (person_id, status, checked_at)
        SELECT md5('orang-' || n), 'terverifikasi', now()
        FROM generate_series(:first, :last) AS n""",
    "bookings": f"""
        INSERT INTO bookings (id, person_id, contact_id, session_id, session_date, dose, status,
            ticket_code, screening_sealed, created_at, changed_at)
        SELECT md5('pesan-' || n || '-' || dose), md5('orang-' || n), md5('kontak-' || n), s.id,
            s.local_date, dose, 'attended', substr(md5('kode-' || n || '-' || dose), 1, 20),
            {SEALED_ANSWERS}, now(), now()
        FROM generate_series(:first, :last) AS n CROSS JOIN generate_series(1, 2) AS dose
        JOIN vaccination_sessions AS s
            ON s.id = 'LAMPAU-' || ((n - 1) / {PEOPLE_PER_SESSION} + 1)""",
    "vaccinations": """
        INSERT INTO vaccinations (id, person_id, number, vaccine_id, given_on, given_at, batch,
            site_id, booking_id, told_by, recorded_at)
        SELECT md5('dosis-' || b.id), b.person_id, b.dose, 'indovac', b.session_date, b.created_at,
            'UJI-1', :site, b.id, 'petugas', b.created_at
        FROM generate_series(:first, :last) AS n CROSS JOIN generate_series(1, 2) AS d
        JOIN bookings AS b ON b.id = md5('pesan-' || n || '-' || d)""",
    "performed_requests": f"""
        INSERT INTO performed_requests (key, contact_id, result_sealed, performed_at)
        SELECT md5('minta-' || n) || md5('c' || n), md5('kontak-' || n), {SEALED}, now()
        FROM generate_series(:first, :last) AS n""",
    "waiting_entries": f"""
        INSERT INTO waiting_entries (id, person_id, contact_id, site_id, local_date, dose,
            vaccine_ids, screening_sealed, status, joined_at, changed_at)
        SELECT md5('antre-' || n), md5('orang-' || n), md5('kontak-' || n), :site,
            current_date - 30, 1, 'indovac', {SEALED_ANSWERS}, 'taken', now(), now()
        FROM generate_series(:first, :last) AS n WHERE n % 10 = 0""",
    "notices": f"""
        INSERT INTO notices (id, contact_id, person_id, kind, data_sealed, created_at, told_at)
        SELECT md5('kabar-' || n), md5('kontak-' || n), md5('orang-' || n), 'dosis_berikutnya',
            {SEALED}, now(), now()
        FROM generate_series(:first, :last) AS n""",
}


def grow(connection: Connection, first: int, last: int, site_id: str) -> None:
    """Add the people whose numbers are between two, both included, with all they left behind."""
    # Nothing is wrong with these rows; looking every one of them up would take most of the time.
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    for statement in ROWS.values():
        connection.execute(text(statement), {"first": first, "last": last, "site": site_id})
