from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from clinical.admin import PatientAdmin, PatientSearch
from finance.models import DailyMetrics, InsuranceClaim, Payment, PaymentItem
from privacy.admin import RevealsSealed
from tenancy.admin import LatestInline, PartInline
from tenancy.charts import chart
from tenancy.columns import amount
from tenancy.views import ViewAdmin


class PaymentInline(LatestInline):
    model = Payment
    columns = (
        "payment_date",
        "payment_method",
        "total_amount",
        "outstanding_amount",
        "status",
        "payment_number",
    )


PatientAdmin.inlines = (*PatientAdmin.inlines, PaymentInline)


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
class PaymentAdmin(PatientSearch):
    list_display = (
        "payment_date",
        "patient",
        "payment_method",
        "total_amount",
        "outstanding_amount",
        "status",
        "payment_number",
    )
    list_filter = ("status", "payment_method", "is_refunded")
    date_hierarchy = "payment_date"
    search_fields = (
        "payment_number",
        "receipt_number",
        "patient__full_name",
        "patient__patient_number",
    )
    inlines = (PaymentItemInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("clinic", "payment_number", "payment_date", "patient", "appointment"),
                    *("payment_method", "status"),
                )
            },
        ),
        (
            "Amounts",
            {
                "fields": (
                    *("subtotal", "gst_amount", "discount_amount", "chas_subsidy_amount"),
                    *("medisave_amount", "insurance_claim_amount", "total_amount"),
                    *("paid_amount", "change_amount", "outstanding_amount"),
                )
            },
        ),
        ("Receipt", {"fields": ("receipt_number", "receipt_url", "receipt_sent_at")}),
        (
            "Transaction",
            {"fields": ("transaction_reference", "payment_gateway", "payment_intent_id")},
        ),
        (
            "Refund",
            {
                "fields": (
                    *("is_refunded", "refunded_amount", "refund_reason", "refunded_at"),
                    "refunded_by",
                )
            },
        ),
        ("Notes", {"fields": ("notes",)}),
    )


@admin.register(PaymentItem)
class PaymentItemAdmin(PatientSearch):
    list_display = (
        "item_description",
        "item_type",
        "quantity",
        "unit_price",
        "total_price",
        "payment",
        "patient",
    )
    list_filter = ("item_type",)
    search_fields = ("patient__full_name", "patient__patient_number")
    search_help_text = "A patient's name or number"


@admin.register(InsuranceClaim)
class InsuranceClaimAdmin(RevealsSealed, PatientSearch):
    list_display = (
        "claim_number",
        "patient",
        "insurance_provider",
        "claimed_amount",
        "approved_amount",
        "status",
        "submitted_at",
    )
    list_filter = ("status",)
    date_hierarchy = "created_at"
    search_fields = ("claim_number", "patient__full_name", "patient__patient_number")


@admin.register(DailyMetrics)
class DailyMetricsAdmin(ViewAdmin):
    list_display = (
        "appointment_date",
        "total_appointments",
        "completed_appointments",
        "no_show_count",
        "avg_wait_time_minutes",
        "total_revenue",
    )
    date_hierarchy = "appointment_date"

    def address_of(self, row: DailyMetrics) -> str:
        """Lead to the day's appointments."""
        day = row.appointment_date
        query = {f"starts_at__{part}": getattr(day, part) for part in ("year", "month", "day")}
        return f"{reverse('admin:scheduling_appointment_changelist')}?{urlencode(query)}"

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the days of the page as charts, too."""
        page = super().changelist_view(request, *args, **kwargs)
        shown = getattr(page, "context_data", {})
        if rows := list(shown["cl"].result_list) if "cl" in shown else []:
            rows.sort(key=lambda row: row.appointment_date)
            shown["charts"] = [
                chart("Appointments", [(row.appointment_date, row.outcomes) for row in rows]),
                chart(
                    "Taken",
                    [(row.appointment_date, {"taken": row.total_revenue}) for row in rows],
                    amount,
                ),
            ]
        return page
