"""The table of pricing models."""

from app.abm.dynamics.amm import AMMParams, ConstantProductAMM
from app.abm.dynamics.curves import BondingCurve, BondingCurveParams, IssuanceCurve, IssuanceCurveParams
from app.abm.dynamics.exchange import EOEParams, EquationOfExchange
from app.abm.dynamics.pricing_model import ConstantParams, ConstantPricing, PricingModel, PricingParams, TradingParams

__all__ = [
    "PRICING_MODELS",
    "AMMParams",
    "BondingCurve",
    "BondingCurveParams",
    "ConstantParams",
    "ConstantPricing",
    "ConstantProductAMM",
    "EOEParams",
    "EquationOfExchange",
    "IssuanceCurve",
    "IssuanceCurveParams",
    "PricingModel",
    "PricingParams",
    "TradingParams",
]

PRICING_MODELS: dict[str, type[PricingModel]] = {
    "eoe": EquationOfExchange,
    "bonding_curve": BondingCurve,
    "issuance_curve": IssuanceCurve,
    "constant": ConstantPricing,
    "amm": ConstantProductAMM,
}
"""Every pricing model by the name a request uses; request schema, catalogue and the family's laws read this table."""
