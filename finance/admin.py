from django.contrib import admin

from finance.models import InsuranceClaim, Payment, PaymentItem
from tenancy.admin import PartInline, RoleAdmin


class PaymentItemInline(PartInline):
    model = PaymentItem
    fields = (
        "item_type",
        "item_description",
        "quantity",
        "unit_price",
        "discount_percent",
        "discount_amount",
        "total_price",
    )


@admin.register(Payment)
class PaymentAdmin(RoleAdmin):
    list_display = (
        "payment_number",
        "payment_date",
        "patient",
        "payment_method",
        "total_amount",
        "outstanding_amount",
        "status",
    )
    list_filter = ("status", "payment_method", "is_refunded")
    date_hierarchy = "payment_date"
    search_fields = ("payment_number", "receipt_number", "patient__full_name")
    autocomplete_fields = ("clinic", "patient", "appointment", "refunded_by")
    inlines = (PaymentItemInline,)


@admin.register(PaymentItem)
class PaymentItemAdmin(RoleAdmin):
    list_display = ("item_description", "item_type", "quantity", "total_price", "payment")
    list_filter = ("item_type",)
    search_fields = ("item_description", "payment__payment_number")
    autocomplete_fields = ("clinic", "payment")


@admin.register(InsuranceClaim)
class InsuranceClaimAdmin(RoleAdmin):
    list_display = (
        "claim_number",
        "patient",
        "insurance_provider",
        "claimed_amount",
        "approved_amount",
        "status",
    )
    list_filter = ("status",)
    date_hierarchy = "created_at"
    search_fields = ("claim_number", "patient__full_name", "insurance_provider")
    autocomplete_fields = ("clinic", "patient", "payment")
