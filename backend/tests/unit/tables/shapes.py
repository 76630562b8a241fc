"""Allocation tables as people have them, each with the buckets it means: name, share, launch, cliff, vesting."""

from typing import NamedTuple, TypeAlias

Bucket: TypeAlias = tuple[str, float, float, int, int]


class Shape(NamedTuple):
    """A text, the total supply where one has to be told, and what the text means."""

    text: str
    buckets: list[Bucket]
    total_supply: float | None = None


THREE: list[Bucket] = [
    ("Team", 20, 0, 12, 36),
    ("Investors", 15, 10, 6, 18),
    ("Community", 65, 25, 0, 48),
]

SHAPES = {
    "tabs out of a spreadsheet, percent and amounts, a total": Shape(
        "Allocation\tPercentage\tTokens\tTGE\tCliff\tVesting\n"
        "Team\t20%\t200,000,000\t0%\t12 months\t36 months\n"
        "Investors\t15%\t150,000,000\t10%\t6 months\t18 months\n"
        "Community\t65%\t650,000,000\t25%\t-\t48 months\n"
        "Total\t100%\t1,000,000,000\t\t\t\n",
        THREE,
    ),
    "a CSV file with commas inside quotes": Shape(
        "Category,Allocation %,TGE unlock %,Cliff (months),Vesting (months)\r\n"
        '"Team & Advisors",20,0,12,24\r\n"Seed, Private",15,5,6,18\r\nCommunity,65,20,0,36\r\n',
        [("Team & Advisors", 20, 0, 12, 24), ("Seed, Private", 15, 5, 6, 18), ("Community", 65, 20, 0, 36)],
    ),
    "semicolons and decimal commas, in German": Shape(
        "Gruppe;Anteil;Sperrfrist;Laufzeit\nTeam;17,5 %;12 Monate;2 Jahre\n"
        "Investoren;12,5 %;6 Monate;18 Monate\nGemeinschaft;70 %;keine;4 Jahre\nSumme;100,0 %;;\n",
        [("Team", 17.5, 0, 12, 24), ("Investoren", 12.5, 0, 6, 18), ("Gemeinschaft", 70, 0, 0, 48)],
    ),
    "a Markdown page with schedules in words": Shape(
        "## Tokenomics\n\n| **Bucket** | Share | Unlock schedule |\n|:--|--:|---|\n"
        "| Team | 18% | 1 year cliff, then 3 years linear vesting |\n"
        "| Private sale | 12% | 10% at TGE, followed by 6 months cliff and 18 months linear |\n"
        "| Airdrop | 10% | 100% at TGE |\n| Ecosystem | 60% | 48 months linear |\n",
        [
            ("Team", 18, 0, 12, 36),
            ("Private sale", 12, 10, 6, 18),
            ("Airdrop", 10, 100, 0, 0),
            ("Ecosystem", 60, 0, 0, 48),
        ],
    ),
    "millions of tokens, days and years, a total in Chinese": Shape(
        "Holder\tTokens\tLock-up\tVesting\nTeam\t150M\t1 year\t3 years\nSeed\t100M\t90 days\t24 months\n"
        "Treasury\t750M\tnone\t5 years\n总计\t1,000M\t\t\n",
        [("Team", 15, 0, 12, 36), ("Seed", 10, 0, 3, 24), ("Treasury", 75, 0, 0, 60)],
        total_supply=1e9,
    ),
    "quoted cells with line breaks and quotation marks": Shape(
        'Name\tShare\tCliff\tVesting\n"Team\n(core contributors)"\t20%\t12\t36\n'
        '"Foundation, ""treasury"""\t80%\t0\t48\n',
        [("Team (core contributors)", 20, 0, 12, 36), ('Foundation, "treasury"', 80, 0, 0, 48)],
    ),
    "no heading": Shape("Team\t20%\t0%\t12\t36\nInvestors\t15%\t10%\t6\t18\nCommunity\t65%\t25%\t0\t48\n", THREE),
    "sentences of a mail": Shape(
        "Team: 20%, 12 months cliff, 36 months linear\nInvestors - 15% (10% TGE, 6m cliff, 18m vesting)\n"
        "Community 65%, 25% at TGE, 48 months vesting\n",
        THREE,
    ),
    "columns aligned with spaces": Shape(
        "Bucket        Share   TGE    Cliff   Vesting\nTeam          20%     0%     12      36\n"
        "Investors     15%     10%    6       18\nCommunity     65%     25%    –       48\n",
        THREE,
    ),
    "fractions of one": Shape(
        "Bucket,Allocation,TGE,Cliff,Vesting\nTeam,0.2,0,12,36\nInvestors,0.15,0.1,6,18\nCommunity,0.65,0.25,0,48\n"
        "Total,1,,,\n",
        THREE,
    ),
    "points between thousands, days and years in the heading": Shape(
        "Bezeichnung;Token;Cliff in Tagen;Freigabe in Jahren\nTeam;200.000.000;365;3\n"
        "Community;800.000.000;0;4\nGesamt;1.000.000.000;;\n",
        [("Team", 20, 0, 12, 36), ("Community", 80, 0, 0, 48)],
        total_supply=1e9,
    ),
    "the total first, and a remark below": Shape(
        "Group\tAllocation\tTGE\tCliff\tVesting\nAll tokens\t100%\t\t\t\nTeam\t25%\t0\t12\t36\nVC\t25%\t0\t12\t24\n"
        "Community\t50%\t20\t0\t36\nNote: subject to change\t\t\t\t",
        [("Team", 25, 0, 12, 36), ("VC", 25, 0, 12, 24), ("Community", 50, 20, 0, 36)],
    ),
    "subtotals": Shape(
        "Group,Share,Vesting\nInsiders,40%,\nTeam,20%,36\nInvestors,20%,24\nPublic part,60%,\nAirdrop,10%,-\n"
        "Ecosystem,50%,48\nTotal,100%,\n",
        [("Team", 20, 0, 0, 36), ("Investors", 20, 0, 0, 24), ("Airdrop", 10, 0, 0, 0), ("Ecosystem", 50, 0, 0, 48)],
    ),
    "columns in another order": Shape(
        "Vesting,Cliff,%,Recipient,Unlocked at launch\n36 months,1 year,20.0%,Team,0\n"
        '"18 months",6 months,15.0%,Investors,10%\n48 months,none,65.0%,Community,25%\n',
        THREE,
    ),
    "tokens at launch, and a share of the supply beside": Shape(
        "Category\tTotal supply %\tTokens\tTGE tokens\tCliff\tVesting\nTeam\t20%\t20,000,000\t0\t12\t24\n"
        "Public\t80%\t80,000,000\t8,000,000\t0\t12\n",
        [("Team", 20, 0, 12, 24), ("Public", 80, 10, 0, 12)],
    ),
    "share at launch of the supply": Shape(
        "Bucket | Allocation | % of supply at TGE | Vesting\nPublic sale | 10% | 5% | 6 months\n"
        "Treasury | 90% | 0% | 60 months\n",
        [("Public sale", 10, 50, 0, 6), ("Treasury", 90, 0, 0, 60)],
    ),
}
