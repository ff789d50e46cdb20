from finance.models.insurance_claim import InsuranceClaim
from finance.models.payment import Payment, PaymentItem, PaymentStatus

__all__ = ["InsuranceClaim", "Payment", "PaymentItem", "PaymentStatus"]
