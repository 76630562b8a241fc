"""Recognising the profile of a bucket's holders from its name.

Projects name their buckets freely ("Strategic Round 1", "Node Operator Rewards", "DAO Treasury"), but in a few hundred
English words, each of which points to one group of holders.
"""

import re
import unicodedata
from functools import lru_cache

Rule = tuple[str, re.Pattern[str]]


def _rule(profile: str, words: str) -> Rule:
    """A profile, and a pattern for the words, separated by commas, that point to it.

    Plurals match too; `*` matches any letters; a space in a word is optional.
    """
    patterns = (word.strip().replace("*", r"\w*").replace(" ", " ?") for word in words.split(","))
    return profile, re.compile(rf"\b(?:{'|'.join(patterns)})(?:e?s)?\b")


# The most specific first: a bucket's purpose says more than where it is kept, and both say more than the adjective
# before them ("Strategic Reserve", "Genesis Mining", "Ecosystem Foundation").
SPECIFIC = (
    _rule("Airdrop", "*airdrop*, air drop*"),
    _rule("Airdrop", "early user, early adopter, early participant, early trader, early lp, early liquidity provider"),
    _rule("Ecosystem", "public good, liquidity provider, liquidity program*, liquidity campaign, lps"),
    _rule("Public", "launch pad, launch pool, liquidity bootstrap*, lbp, community round, * offering"),
    _rule("Team", "team*, founder, co founder, founding, employee, staff, personnel, hire, core, contributor"),
    _rule("Team", "insider, stakeholder, shareholder, service provider, contractor, vendor"),
    _rule("Advisors", "advis*, consult*, mentor"),
    _rule("Airdrop", "retro*"),
    _rule("Ecosystem", "incentiv*, reward*, mining, miner, mine, premin*, farm, farmer, farming, *to earn, p2e"),
    _rule("Ecosystem", "stake, staker, staking, emission, grant, bounty, bounties, rebate, cashback, stimul*, subsid*"),
    _rule("Liquidity", "*liquidity, market mak*, exchange, listing, lp, pol, cex, dex, amm"),
    _rule("Treasury", "treasur*, reserve, foundation, association, endowment, *dao, insurance, burn*, buy back*"),
    _rule("Treasury", "unallocated, undistributed, unissued, unsold, non circulating, contingency, emergency, buffer"),
    _rule("VC", "seed, pre seed, seed round, seed sale, private*, strategic*, series, backer, vc, venture, capital"),
    _rule("VC", "pre ido, pre ico, pre ieo, pre tge, pre launch sale, pre launch round, kol, fundrais*, raise"),
    _rule("Public", "public, publicly, public sale, public round"),
    _rule("Investors", "investor, investment, angel, saft, institution*, purchas*, supporter, buyer"),
    _rule("Public", "ido, ico, ieo, ifo, ino, igo, ilo, lge, *sale, *auction*, crowd*, donat*"),
    _rule("Airdrop", "genesis, claim*, *drop, point, season"),
    _rule("Ecosystem", "*ecosystem*, eco system, eco, ecolog*, marketing, partner*, development, growth, adoption"),
    _rule("Ecosystem", "initiative, campaign, program, programme, promotion*, education*, academy, research"),
    _rule("Ecosystem", "inflation, issuance, rebase, hackathon, ambassador, referral, referrer"),
    _rule("VC", "round, tranche, placement"),
    _rule("Ecosystem", "validator, node, keeper, relayer, collator, indexer, delegat*, provider, operator, oracle"),
    _rule("Team", "builder, developer, dev, creator, engineer*"),
    _rule("Public", "tge, token generation*"),
)
COMMUNITY = (_rule("Community", "*community, communities"),)
# Words that decide only if no word above is in the name.
GENERAL = (
    _rule(
        "Treasury", "fund, funding, reserved, protocol, operation*, operating, expense, cost, budget, admin*, audit*"
    ),
    _rule("Treasury", "legal, compliance, security, maintenance, wallet, multisig, escrow, custody, trust, stiftung"),
    _rule("Treasury", "governance, council, committee, stabili*, safety, backstop, collateral, provision"),
    _rule("Team", "lab, *lab, company, companies, corporation, corp, inc, ltd, llc, gmbh, studio, entity, holdings"),
    _rule("Team", "group, member, management, director, executive, officer, leadership, talent, recruit*, hiring"),
    _rule("Team", "payroll, salary, salaries, people, researcher, maintainer, organisation, organization"),
    _rule("Investors", "equity, warrant, subscriber, subscription, financing, believer, patron, sponsor*, otc"),
    _rule("Airdrop", "holder, *holder, hodler, voter, locker, bonus, gift*, giveaway, loyalty, snapshot, quest, early"),
    _rule("Airdrop", "compensation, refund, victim, creditor, recipient, redemption, alumni"),
    _rule("Ecosystem", "user, trader, trading, borrower, lender, player, gamer, game, customer, merchant, publisher"),
    _rule("Ecosystem", "participant, worker, prover, sequencer, producer, bridge, yield, vault, gauge, bribe, boost*"),
    _rule("Ecosystem", "competition, contest, tournament, event, content, artist, media, advertis*, business, product"),
    _rule("Ecosystem", "expansion, integration, innovation, onboarding, acquisition, collaboration, alliance, charity"),
    _rule("Ecosystem", "infrastructure, technology, incubat*, accelerator, utility, usage, platform, network, nft"),
    _rule("Liquidity", "pool, pair, peg"),
    _rule("Public", "launch, fair launch, bootstrap*, bonding, mint, distribution, retail, whitelist*, allowlist*"),
    _rule("Public", "circulating, released, unlock, unlocked, existing, migrat*, upgrade, swap, conversion, legacy"),
    _rule("Treasury", "future, remaining, remainder, leftover, rest, other, misc*, locked, tbd"),
)
PASSES = (SPECIFIC, COMMUNITY, GENERAL)

_INVISIBLE = {"Mn", "Cf"}  # combining marks and format characters
_SEPARATORS = re.compile(r"[&+,;/|]| [-–—] |\b(?:and|plus)\b")
_DIGITS_AFTER_A_WORD = re.compile(r"(?<=[a-z]{2})(?=\d)")
_NOT_A_WORD = re.compile(r"\W+")


@lru_cache(maxsize=4096)
def recognised(name: str) -> str | None:
    """The profile of a bucket's holders, or None if its name has no known word.

    Case, accents and punctuation do not matter. Of a name with several parts ("Team & Advisors") the first part with a
    known word decides; "community" decides only if no part has a more specific word.
    """
    parts = _parts(name)
    for rules in PASSES:
        for part in parts:
            for profile, words in rules:
                if words.search(part):
                    return profile
    return None


def _parts(name: str) -> list[str]:
    """The parts of a name in lower case without accents, words separated by one space."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    plain = "".join(letter for letter in letters if unicodedata.category(letter) not in _INVISIBLE)
    parts = _SEPARATORS.split(plain.replace("_", " ").replace("r&d", "research"))
    return [_NOT_A_WORD.sub(" ", _DIGITS_AFTER_A_WORD.sub(" ", part)).strip() for part in parts]
