"""Which holders a bucket has, by the name its project gave it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.abm.agents.recognition import recognised
from app.truth import names

LABELLED = Path(__file__).parents[5] / "shared" / "data" / "bucket_names.json"
"""Real names with the category under which a public collection files them; kept beside the repository."""

PROFILES = (
    "Team",
    "VC",
    "Community",
    "Investors",
    "Advisors",
    "Airdrop",
    "Public",
    "Ecosystem",
    "Treasury",
    "Liquidity",
)

DOCUMENTED = {
    "Team": "Founders, Contributors, Employees, Core",
    "VC": "Seed, Private, Strategic, Series A, Backers, VC, Ventures",
    "Investors": "Investor, Angels, SAFT",
    "Advisors": "Adviser, Advisory",
    "Airdrop": "Airdrop, Genesis, Retroactive, Claimable",
    "Public": "Public, IDO, ICO, IEO, Launchpad, Launchpool, Presale, Sale, Auction",
    "Ecosystem": "Ecosystem, Grants, Incentives, Rewards, Mining, Farming, Staking, Emissions, Marketing, Partners,"
    "Development",
    "Treasury": "Treasury, Foundation, DAO, Reserve, Unallocated, Insurance, Burn",
    "Liquidity": "Liquidity, Market makers, Market making, Exchange, Listings",
    "Community": "Community, Our community",
}


@pytest.fixture(scope="module")
def labelled() -> names.Labelled:
    """Pairs of category and name, each name once a category."""
    if not LABELLED.exists():
        pytest.skip(f"the labelled bucket names lie beside the repository, and {LABELLED} is not there")
    return names.read(LABELLED)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_name_is_that_profile(profile: str) -> None:
    assert [recognised(name) for name in (profile, profile.upper(), profile.lower(), f" {profile} ")] == [profile] * 4


@pytest.mark.parametrize(
    ("name", "profile"), [(word.strip(), profile) for profile, words in DOCUMENTED.items() for word in words.split(",")]
)
def test_a_documented_word_points_to_its_profile(name: str, profile: str) -> None:
    assert recognised(name) == profile


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("Team & Advisors", "Team"),
        ("Advisors and Partners", "Advisors"),
        ("Investors / Team", "Investors"),
        ("Airdrop + Incentives", "Airdrop"),
        ("Liquidity, Treasury", "Liquidity"),
        ("Ecosystem - Treasury", "Ecosystem"),
        ("Foundation – Ecosystem", "Treasury"),
    ],
)
def test_of_a_name_with_two_parts_the_first_decides(name: str, profile: str) -> None:
    assert recognised(name) == profile


def test_a_part_that_tells_nothing_leaves_the_decision_to_the_next() -> None:
    assert recognised("Others & Advisors") == "Advisors"


def test_a_word_of_the_field_says_more_than_a_general_one_before_it() -> None:
    assert recognised("Company - Core Team") == "Team"


@pytest.mark.parametrize(
    "name",
    [
        "Liquidity Mining",
        "Liquidity incentives",
        "LP rewards",
        "Liquidity Providers",
        "Market Making Rewards",
    ],
)
def test_what_is_paid_to_those_who_bring_liquidity_is_ecosystem(name: str) -> None:
    assert recognised(name) == "Ecosystem"


@pytest.mark.parametrize(
    "name", ["Initial Liquidity", "Exchange Liquidity", "Protocol Owned Liquidity", "LP", "CEX listing"]
)
def test_stock_for_pools_and_exchanges_is_liquidity(name: str) -> None:
    assert recognised(name) == "Liquidity"


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("Seed investors", "VC"),
        ("Private Sale", "VC"),
        ("KOL Round", "VC"),
        ("Strategic Partners", "VC"),
        ("Strategic Reserve", "Treasury"),
        ("Public Investors", "Public"),
        ("Node Sale", "Public"),
        ("Node Rewards", "Ecosystem"),
        ("Genesis Mining", "Ecosystem"),
        ("Team Incentives", "Team"),
        ("Builder Rewards", "Ecosystem"),
        ("Builders", "Team"),
        ("Ecosystem Foundation", "Treasury"),
        ("Pre-IDO sale", "VC"),
        ("Initial DEX Offering", "Public"),
    ],
)
def test_the_more_specific_word_decides(name: str, profile: str) -> None:
    assert recognised(name) == profile


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("Crowdsale", "Public"),
        ("Donation event", "Public"),
        ("TGE", "Public"),
        ("Validators", "Ecosystem"),
        ("Play to Earn", "Ecosystem"),
        ("Example Labs", "Team"),
        ("Auditors", "Treasury"),
        ("Operations", "Treasury"),
        ("Points, season 2", "Airdrop"),
        ("veXYZ holders", "Airdrop"),
    ],
)
def test_other_words_of_the_field_are_known(name: str, profile: str) -> None:
    assert recognised(name) == profile


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("Community", "Community"),
        ("Community Fund", "Community"),
        ("Community & Launch", "Community"),
        ("Community & Ecosystem", "Ecosystem"),
        ("Community Sale", "Public"),
        ("Community Treasury", "Treasury"),
        ("Communication", None),
    ],
)
def test_community_decides_where_nothing_says_more(name: str, profile: str | None) -> None:
    assert recognised(name) == profile


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("  tEaM  ", "Team"),
        ("Launch Pools", "Public"),
        ("PublicSale", "Public"),
        ("private_sale", "VC"),
        ("team-and-advisors", "Team"),
        ("Seed2", "VC"),
        ("AladdinDAO", "Treasury"),
        ("Ｔｒｅａｓｕｒｙ", "Treasury"),
        ("Advísors", "Advisors"),
        ("Air\u200bdrop", "Airdrop"),
        ("🚀 «Staking»!!! 🚀", "Ecosystem"),
        ("R&D", "Ecosystem"),
        (f"{'x' * 95} team", "Team"),
    ],
)
def test_case_plural_accents_and_punctuation_do_not_matter(name: str, profile: str) -> None:
    assert recognised(name) == profile


@pytest.mark.parametrize(
    "name",
    ["", " ", "&", "Pulse", "Bucket 7", "Steam", "Hardcore", "Marketplace", "Scores", "团队", "\ud800", "x" * 100],
)
def test_a_name_that_does_not_tell_is_not_recognised(name: str) -> None:
    assert recognised(name) is None


@given(st.text(max_size=100))
def test_any_text_is_a_profile_or_nothing(name: str) -> None:
    assert recognised(name) in (*PROFILES, None)


@given(st.lists(st.sampled_from(["team", "vc", "and", "&", "sale", "community", "reserve", "zebra", "7"]), max_size=8))
def test_case_never_changes_what_is_recognised(words: list[str]) -> None:
    name = " ".join(words)
    assert recognised(name.upper()) == recognised(name)


def test_nearly_every_real_name_is_recognised(labelled: names.Labelled) -> None:
    assert names.known(labelled) >= 0.93


def test_most_real_names_are_recognised_in_their_category(labelled: names.Labelled) -> None:
    assert names.right(names.STRICT)(labelled) >= 0.63


@pytest.mark.xfail(
    strict=True,
    reason="the documented words and these labels disagree: whoever keeps to the words gets at most 72.7 %",
)
def test_three_quarters_of_the_real_names_are_recognised_in_their_category(labelled: names.Labelled) -> None:
    assert names.right(names.STRICT)(labelled) >= 0.75


def test_three_quarters_are_where_labels_that_the_file_mixes_count_as_one(labelled: names.Labelled) -> None:
    assert names.right(names.FAIR)(labelled) >= 0.75
