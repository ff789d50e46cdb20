"""Names, work and homes as they are in Singapore, and nobody's in particular."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Name:
    """What a person is called, and what goes with it."""

    full: str
    gender: str
    race: str
    language: str


SURNAMES = [
    "Tan", "Lim", "Lee", "Ng", "Ong", "Wong", "Goh", "Chua", "Chan", "Koh", "Teo", "Ang", "Yeo",
    "Tay", "Ho", "Low", "Toh", "Sim", "Chong", "Chia", "Seah", "Quek",
]  # fmt: skip
CHINESE = {
    "female": [
        "Wei Ling", "Hui Min", "Xin Yi", "Jia Hui", "Siew Hoon", "Mei Fong", "Shu Ting", "Li Hua",
        "Bee Choo", "Pei Shan", "Kai Xin", "Yan Ting", "Geok Lan", "Soo Cheng", "Hwee Leng",
        "Zhi Xuan",
    ],
    "male": [
        "Wei Jie", "Jun Hao", "Zhi Wei", "Kok Leong", "Boon Kiat", "Teck Huat", "Yong Sheng",
        "Jia Jun", "Chee Meng", "Kian Seng", "Yi Xuan", "Hock Seng", "Ming Hui", "Guan Hong",
        "Wai Kit", "Ze Yu",
    ],
}  # fmt: skip
MALAY = {
    "female": [
        "Nur Aisyah", "Siti Nurhaliza", "Nurul Huda", "Farah", "Hidayah", "Zainab", "Rohana",
        "Nur Syafiqah", "Khadijah", "Amirah",
    ],
    "male": [
        "Muhammad Irfan", "Ahmad Faizal", "Hafiz", "Muhammad Danish", "Ismail", "Khairul", "Yusof",
        "Rizwan", "Zulkifli", "Syafiq",
    ],
}  # fmt: skip
MALAY_FATHERS = [
    "Rahman", "Osman", "Ibrahim", "Hassan", "Salleh", "Kamarudin", "Jaafar", "Abdullah", "Mahmud",
    "Sulaiman",
]  # fmt: skip
INDIAN = {
    "female": [
        "Priya", "Kavitha", "Deepa", "Shalini", "Lakshmi", "Anjali", "Revathi", "Meena", "Divya",
        "Thenmozhi",
    ],
    "male": [
        "Arjun", "Suresh", "Rajesh", "Vikram", "Karthik", "Prakash", "Ganesan", "Dinesh", "Murugan",
        "Harish",
    ],
}  # fmt: skip
INDIAN_FATHERS = [
    "Ramasamy", "Subramaniam", "Nair", "Pillai", "Krishnan", "Menon", "Velu", "Govindasamy",
    "Chandran", "Rajan",
]  # fmt: skip
EURASIAN = {
    "female": ["Melissa", "Nicole", "Theresa", "Genevieve", "Valerie", "Christine"],
    "male": ["Gerard", "Brian", "Nigel", "Ryan", "Terence", "Clarence"],
}  # fmt: skip
EURASIAN_SURNAMES = [
    "Pereira", "De Souza", "Sequeira", "Oliveiro", "Fernandez", "Clarke", "Rozario",
]  # fmt: skip

WORK = (
    ("Bus captain", "Lion City Transit"),
    ("Technician", "Lion City Transit"),
    ("Logistics coordinator", "Merlion Logistics Pte Ltd"),
    ("Warehouse supervisor", "Merlion Logistics Pte Ltd"),
    ("Project engineer", "Straits Precision Engineering Pte Ltd"),
    ("Machinist", "Straits Precision Engineering Pte Ltd"),
    ("Retail associate", "Orchid Retail Group"),
    ("Sales manager", "Orchid Retail Group"),
    ("Hawker", "Self-employed"),
    ("Taxi driver", "Self-employed"),
    ("Chef", "Kallang Foods Pte Ltd"),
    ("Bank officer", "Garden Bank"),
    ("Accounts executive", "Garden Bank"),
    ("Software engineer", "Marina Systems Pte Ltd"),
    ("Administrative assistant", "Marina Systems Pte Ltd"),
    ("Childcare teacher", "Temasya Childcare"),
)

# Town, first digits of its postal codes, streets.
TOWNS = (
    ("Tampines", "520", ("Tampines Street 21", "Tampines Street 81", "Tampines Avenue 4")),
    ("Bedok", "460", ("Bedok North Street 1", "Bedok Reservoir Road", "Bedok South Avenue 2")),
    ("Ang Mo Kio", "560", ("Ang Mo Kio Avenue 3", "Ang Mo Kio Avenue 10", "Ang Mo Kio Street 31")),
    ("Clementi", "120", ("Clementi Avenue 4", "Clementi West Street 2")),
    ("Jurong West", "640", ("Jurong West Street 61", "Jurong West Street 91")),
    ("Toa Payoh", "310", ("Lorong 1 Toa Payoh", "Toa Payoh Lorong 8")),
    ("Yishun", "760", ("Yishun Ring Road", "Yishun Avenue 11", "Yishun Street 22")),
    ("Hougang", "530", ("Hougang Avenue 8", "Hougang Street 51")),
)


def name(luck: Random, gender: str, race: str) -> Name:
    """Make a name up as that people forms it."""
    if race == "Chinese":
        return Name(
            f"{luck.choice(SURNAMES)} {luck.choice(CHINESE[gender])}",
            gender,
            race,
            luck.choice(("en", "zh", "zh")),
        )
    if race == "Malay":
        link = "Binte" if gender == "female" else "Bin"
        full = f"{luck.choice(MALAY[gender])} {link} {luck.choice(MALAY_FATHERS)}"
        return Name(full, gender, race, luck.choice(("en", "ms", "ms")))
    if race == "Indian":
        link = luck.choice(("d/o" if gender == "female" else "s/o", ""))
        words = (luck.choice(INDIAN[gender]), link, luck.choice(INDIAN_FATHERS))
        return Name(" ".join(filter(None, words)), gender, race, luck.choice(("en", "en", "ta")))
    full = f"{luck.choice(EURASIAN[gender])} {luck.choice(EURASIAN_SURNAMES)}"
    return Name(full, gender, "Eurasian", "en")


def race(luck: Random) -> str:
    """Throw for a people, about as many of each as live in Singapore."""
    return luck.choices(("Chinese", "Malay", "Indian", "Eurasian"), (68, 16, 12, 4))[0]


def home(luck: Random) -> tuple[str, str]:
    """Make up a flat and its postal code."""
    _town, prefix, streets = luck.choice(TOWNS)
    block, floor, unit = luck.randint(101, 899), luck.randint(2, 24), luck.randint(10, 420)
    address = f"Blk {block} {luck.choice(streets)} #{floor:02d}-{unit:02d}"
    return f"{address}, Singapore {prefix}{block}", f"{prefix}{block}"


def mobile(luck: Random) -> str:
    """Make up a mobile number: of the first block of each range, which is nobody's to our knowledge."""
    return f"+65 {luck.choice('89')}000 {luck.randint(1000, 9999)}"


def slug(full: str) -> str:
    """Make the part of an e-mail address before the @."""
    links = {"bin", "binte", "s/o", "d/o"}
    return ".".join(word for word in full.lower().split() if word not in links)
