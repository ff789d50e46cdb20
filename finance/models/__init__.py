from finance.models.insurance_claim import InsuranceClaim
from finance.models.metrics import DailyMetrics, MetricEntry
from finance.models.payment import Payment, PaymentItem, PaymentStatus

__all__ = [
    "DailyMetrics",
    "InsuranceClaim",
    "MetricEntry",
    "Payment",
    "PaymentItem",
    "PaymentStatus",
]
