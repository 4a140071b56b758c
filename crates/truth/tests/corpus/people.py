"""The people of the corpus: invented, at example.com. Today is 2026-11-25 in every file."""
from datetime import date as d

TODAY = d(2026, 11, 25)

# number, given name, family name, state, first day, last day, number of the manager, department
PEOPLE = [
    ("10005", "Carla", "Mendes", "employed", d(2012, 5, 14), None, None, "People"),
    ("10012", "Anna", "Vogel", "employed", d(2019, 3, 18), None, "10005", "Sales"),
    ("10013", "Oskar", "Lind", "left", d(2016, 8, 22), d(2026, 10, 30), "10005", "Sales"),
    ("10021", "Zoë", "Weiß", "employed", d(2021, 2, 15), None, "10012", "Sales"),
    ("10022", "Łukasz", "Żak", "left", d(2020, 6, 17), d(2026, 9, 29), "10012", "IT"),
    ("10031", "André", "Müller", "employed", d(2023, 11, 13), d(2027, 6, 30), "10012", "IT"),
    ("10044", "Priya", "Nair", "employed", d(2024, 7, 29), None, "10005", "IT"),
    ("10045", "Marek", "Novák", "left", d(2018, 1, 16), d(2025, 12, 31), "10044", "Legal"),
    ("10058", "Ida", "Berg", "not-started", d(2027, 1, 18), None, "10044", "Legal"),
    ("10061", "Tom", "O'Neill", "employed", d(2022, 9, 26), d(2026, 11, 25), "10044", "IT"),
]


def plain(text):
    table = str.maketrans("ëßŁŻéüáź'", "esLZeuaz ", "")
    return text.translate(table).replace(" ", "").lower()


def mail(person):
    return f"{plain(person[1])}.{plain(person[2])}@example.com"


def name(person):
    return f"{person[1]} {person[2]}"


def truth(person, **more):
    """What a reader has to find about somebody."""
    found = {
        "number": person[0],
        "email": mail(person),
        "name": name(person),
        "state": person[3],
        "start": person[4] and person[4].isoformat(),
        "end": person[5] and person[5].isoformat(),
    }
    found.update(more)
    return {key: value for key, value in found.items() if value != "unstated"}
