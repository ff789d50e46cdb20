"""Make the tables notifications, email_messages, sms_messages, whatsapp_messages.

Plan 008. Locks nothing that exists, but the tables that the keys refer to, for a moment.
"""

from decimal import Decimal

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models

import postgres.constraints
import postgres.fields
import postgres.operations
import tenancy.constraints


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("comms", "0001_create_types"),
        ("identity", "0001_create_clinics_and_users"),
    ]

    operations = [
        postgres.operations.InSchema(
            schema="clinic",
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("type", models.CharField(help_text="As appointment_reminder.", max_length=50)),
                (
                    "channel",
                    postgres.fields.EnumField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "SMS"),
                            ("whatsapp", "WhatsApp"),
                            ("push", "Push"),
                            ("in_app", "In-app"),
                        ],
                        enum_type="notification_channel",
                    ),
                ),
                (
                    "recipient",
                    models.CharField(
                        help_text="Address or number of that channel.", max_length=255
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=255, null=True)),
                ("message", models.TextField()),
                (
                    "template_id",
                    models.CharField(
                        blank=True, max_length=100, null=True, verbose_name="template ID"
                    ),
                ),
                ("template_variables", postgres.fields.JSONObjectField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("queued", "Queued"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("read", "Read"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        db_default="pending",
                        default="pending",
                        max_length=50,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("failure_reason", models.TextField(blank=True, null=True)),
                ("retry_count", models.IntegerField(db_default=0, default=0)),
                (
                    "priority",
                    models.IntegerField(db_default=5, default=5, help_text="1 first, 10 last."),
                ),
                ("scheduled_for", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("metadata", postgres.fields.JSONObjectField()),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to="identity.user",
                    ),
                ),
            ],
            options={
                "db_table": "notifications",
                "db_table_comment": "What people are told, and whether it reached them.",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "user", "created_at"], name="notifications_user_idx"
                    ),
                    models.Index(
                        fields=["clinic", "created_at"], name="notifications_created_at_idx"
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="notifications_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "user", "identity.User", name="notifications_user_fk"
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "pending",
                                    "queued",
                                    "sent",
                                    "delivered",
                                    "read",
                                    "failed",
                                    "cancelled",
                                ],
                            )
                        ),
                        field="status",
                        name="notifications_status_known",
                        violation_error_message="One of: pending, queued, sent, delivered, read, failed, cancelled.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("priority__range", (1, 10))),
                        field="priority",
                        name="notifications_priority_in_range",
                        violation_error_message="Between 1 and 10.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("delivered_at__gte", models.F("sent_at"))),
                        field="delivered_at",
                        name="notifications_delivered_at_in_order",
                        violation_error_message="Delivered at is not before sent at.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("expires_at__gt", models.F("scheduled_for"))),
                        field="expires_at",
                        name="notifications_expires_at_in_order",
                        violation_error_message="Expires at is after scheduled for.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("recipient__regex", "\\S")),
                        field="recipient",
                        name="notifications_recipient_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("retry_count__gte", 0)),
                        field="retry_count",
                        name="notifications_retry_count_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("template_variables"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="template_variables",
                        name="notifications_template_variables_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("metadata"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="metadata",
                        name="notifications_metadata_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmailMessage",
            fields=[
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "provider_message_id",
                    models.CharField(
                        blank=True, max_length=255, null=True, verbose_name="provider's message ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("read", "Read"),
                            ("undelivered", "Undelivered"),
                            ("failed", "Failed"),
                            ("received", "Received"),
                        ],
                        db_default="queued",
                        default="queued",
                        max_length=50,
                    ),
                ),
                ("to_email", models.CharField(max_length=255, verbose_name="to")),
                ("cc_emails", postgres.fields.JSONListField(verbose_name="copies to")),
                ("bcc_emails", postgres.fields.JSONListField(verbose_name="blind copies to")),
                (
                    "from_email",
                    models.CharField(blank=True, max_length=255, null=True, verbose_name="from"),
                ),
                (
                    "reply_to_email",
                    models.CharField(
                        blank=True, max_length=255, null=True, verbose_name="reply to"
                    ),
                ),
                ("subject", models.CharField(max_length=500)),
                ("html_body", models.TextField(blank=True, null=True, verbose_name="HTML body")),
                ("text_body", models.TextField(blank=True, null=True)),
                ("attachments", postgres.fields.JSONListField()),
                ("provider", models.CharField(blank=True, max_length=50, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("clicked_at", models.DateTimeField(blank=True, null=True)),
                ("bounced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "bounce_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hard", "Hard"),
                            ("soft", "Soft"),
                            ("undetermined", "Undetermined"),
                        ],
                        max_length=50,
                        null=True,
                    ),
                ),
                ("bounce_reason", models.TextField(blank=True, null=True)),
                ("spam_reported_at", models.DateTimeField(blank=True, null=True)),
                ("unsubscribed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "notification",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="%(class)ss",
                        to="comms.notification",
                    ),
                ),
            ],
            options={
                "verbose_name": "e-mail",
                "db_table": "email_messages",
                "db_table_comment": "E-mails.",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("notification__isnull", False)),
                        fields=["clinic", "notification"],
                        name="email_messages_notification_id",
                    )
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="email_messages_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "notification",
                        "comms.Notification",
                        name="email_messages_notification_fk",
                        on_delete="SET NULL",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "queued",
                                    "sending",
                                    "sent",
                                    "delivered",
                                    "read",
                                    "undelivered",
                                    "failed",
                                    "received",
                                ],
                            )
                        ),
                        field="status",
                        name="email_messages_status_known",
                        violation_error_message="One of: queued, sending, sent, delivered, read, undelivered, failed, received.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("bounce_type__in", ["hard", "soft", "undetermined"])),
                        field="bounce_type",
                        name="email_messages_bounce_type_known",
                        violation_error_message="One of: hard, soft, undetermined.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("bounce_type__isnull", True),
                            ("bounced_at__isnull", False),
                            _connector="OR",
                        ),
                        name="email_messages_bounce_has_time",
                        violation_error_message="A bounce has a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("html_body__isnull", False),
                            ("text_body__isnull", False),
                            _connector="OR",
                        ),
                        name="email_messages_body_present",
                        violation_error_message="An e-mail has a body, as text or as HTML.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("to_email__regex", "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$")),
                        field="to_email",
                        name="email_messages_to_email_valid",
                        violation_error_message="An e-mail address has the form name@example.com.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("cc_emails"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="cc_emails",
                        name="email_messages_cc_emails_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("bcc_emails"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="bcc_emails",
                        name="email_messages_bcc_emails_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("attachments"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="attachments",
                        name="email_messages_attachments_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SmsMessage",
            fields=[
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "provider_message_id",
                    models.CharField(
                        blank=True, max_length=255, null=True, verbose_name="provider's message ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("read", "Read"),
                            ("undelivered", "Undelivered"),
                            ("failed", "Failed"),
                            ("received", "Received"),
                        ],
                        db_default="queued",
                        default="queued",
                        max_length=50,
                    ),
                ),
                ("to_number", models.CharField(max_length=20)),
                ("from_number", models.CharField(blank=True, max_length=20, null=True)),
                ("message", models.TextField()),
                ("provider", models.CharField(blank=True, max_length=50, null=True)),
                (
                    "delivery_status",
                    models.CharField(
                        blank=True, help_text="In the provider's words.", max_length=50, null=True
                    ),
                ),
                (
                    "status_callback_url",
                    models.TextField(blank=True, null=True, verbose_name="status callback URL"),
                ),
                ("error_code", models.CharField(blank=True, max_length=50, null=True)),
                ("error_message", models.TextField(blank=True, null=True)),
                ("segments", models.IntegerField(blank=True, null=True)),
                (
                    "price_per_segment",
                    postgres.fields.MoneyField(blank=True, decimal_places=4, null=True),
                ),
                (
                    "total_cost",
                    postgres.fields.MoneyField(blank=True, decimal_places=4, null=True),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "notification",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="%(class)ss",
                        to="comms.notification",
                    ),
                ),
            ],
            options={
                "verbose_name": "SMS message",
                "db_table": "sms_messages",
                "db_table_comment": "Text messages.",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("notification__isnull", False)),
                        fields=["clinic", "notification"],
                        name="sms_messages_notification_idx",
                    )
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="sms_messages_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "notification",
                        "comms.Notification",
                        name="sms_messages_notification_fk",
                        on_delete="SET NULL",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "queued",
                                    "sending",
                                    "sent",
                                    "delivered",
                                    "read",
                                    "undelivered",
                                    "failed",
                                    "received",
                                ],
                            )
                        ),
                        field="status",
                        name="sms_messages_status_known",
                        violation_error_message="One of: queued, sending, sent, delivered, read, undelivered, failed, received.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("segments__range", (1, 100))),
                        field="segments",
                        name="sms_messages_segments_in_range",
                        violation_error_message="Between 1 and 100.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("price_per_segment__range", (0, Decimal("999999.9999")))
                        ),
                        field="price_per_segment",
                        name="sms_messages_price_per_segment_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("total_cost__range", (0, Decimal("999999.9999")))),
                        field="total_cost",
                        name="sms_messages_total_cost_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "to_number__regex",
                                "^[0-9]{3,6}$|^[ (]*\\+?([ ()-]*[0-9]){6,15}( *([Ee]xt\\.?|[Xx]) *[0-9]{1,6})?$",
                            )
                        ),
                        field="to_number",
                        name="sms_messages_to_number_valid",
                        violation_error_message="A telephone number has 6 to 15 digits, as +65 6123 4567 or 6123 4567 ext 12. A short code has 3 to 6.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WhatsappMessage",
            fields=[
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "provider_message_id",
                    models.CharField(
                        blank=True, max_length=255, null=True, verbose_name="provider's message ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("read", "Read"),
                            ("undelivered", "Undelivered"),
                            ("failed", "Failed"),
                            ("received", "Received"),
                        ],
                        db_default="queued",
                        default="queued",
                        max_length=50,
                    ),
                ),
                ("to_number", models.CharField(max_length=20)),
                ("from_number", models.CharField(blank=True, max_length=20, null=True)),
                (
                    "message_type",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("template", "Template"),
                            ("image", "Image"),
                            ("document", "Document"),
                            ("audio", "Audio"),
                            ("video", "Video"),
                        ],
                        db_default="text",
                        default="text",
                        max_length=50,
                    ),
                ),
                ("text_body", models.TextField(blank=True, null=True)),
                ("template_name", models.CharField(blank=True, max_length=100, null=True)),
                ("template_language", models.CharField(blank=True, max_length=10, null=True)),
                ("template_parameters", postgres.fields.JSONObjectField()),
                ("media_url", models.TextField(blank=True, null=True, verbose_name="media URL")),
                ("media_type", models.CharField(blank=True, max_length=50, null=True)),
                (
                    "conversation_id",
                    models.CharField(
                        blank=True, max_length=255, null=True, verbose_name="conversation ID"
                    ),
                ),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("error_code", models.CharField(blank=True, max_length=50, null=True)),
                ("error_message", models.TextField(blank=True, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "notification",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="%(class)ss",
                        to="comms.notification",
                    ),
                ),
            ],
            options={
                "verbose_name": "WhatsApp message",
                "db_table": "whatsapp_messages",
                "db_table_comment": "Messages over WhatsApp.",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("notification__isnull", False)),
                        fields=["clinic", "notification"],
                        name="whatsapp_messages_notification",
                    )
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="whatsapp_messages_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "notification",
                        "comms.Notification",
                        name="whatsapp_messages_notification_fk",
                        on_delete="SET NULL",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "queued",
                                    "sending",
                                    "sent",
                                    "delivered",
                                    "read",
                                    "undelivered",
                                    "failed",
                                    "received",
                                ],
                            )
                        ),
                        field="status",
                        name="whatsapp_messages_status_known",
                        violation_error_message="One of: queued, sending, sent, delivered, read, undelivered, failed, received.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "message_type__in",
                                ["text", "template", "image", "document", "audio", "video"],
                            )
                        ),
                        field="message_type",
                        name="whatsapp_messages_message_type_known",
                        violation_error_message="One of: text, template, image, document, audio, video.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("message_type", "template"), _negated=True),
                            ("template_name__isnull", False),
                            _connector="OR",
                        ),
                        name="whatsapp_messages_template_named",
                        violation_error_message="A template message names its template.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("read_at__gte", models.F("delivered_at"))),
                        field="read_at",
                        name="whatsapp_messages_read_at_in_order",
                        violation_error_message="Read at is not before delivered at.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "to_number__regex",
                                "^[0-9]{3,6}$|^[ (]*\\+?([ ()-]*[0-9]){6,15}( *([Ee]xt\\.?|[Xx]) *[0-9]{1,6})?$",
                            )
                        ),
                        field="to_number",
                        name="whatsapp_messages_to_number_valid",
                        violation_error_message="A telephone number has 6 to 15 digits, as +65 6123 4567 or 6123 4567 ext 12. A short code has 3 to 6.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("template_parameters"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="template_parameters",
                        name="whatsapp_messages_template_parameters_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="emailmessage",
            index=models.Index(
                condition=models.Q(("provider_message_id__isnull", False)),
                fields=["clinic", "provider_message_id"],
                name="email_messages_provider_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="smsmessage",
            index=models.Index(
                condition=models.Q(("provider_message_id__isnull", False)),
                fields=["clinic", "provider_message_id"],
                name="sms_messages_provider_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="whatsappmessage",
            index=models.Index(
                condition=models.Q(("provider_message_id__isnull", False)),
                fields=["clinic", "provider_message_id"],
                name="whatsapp_messages_provider_idx",
            ),
        ),
    ]
