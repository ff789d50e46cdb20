import json
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from privacy.admin import RevealsSealed
from tenancy.acting import current_context
from tenancy.admin import LatestInline, RoleAdmin, RoleForm
from tenancy.columns import badge, indented
from tenancy.privileges import may_call
from webhooks import secrets
from webhooks.forms import NewSecretForm, ReplayForm, SourceForm
from webhooks.models import (
    IntegrationWebhook,
    WebhookEvent,
    WebhookLog,
    WebhookSecret,
    WebhookSource,
    WebhookWorker,
)
from webhooks.models.inbox import WebhookEventStatus as Status

REPLAY = "webhook.replay(uuid[], text, timestamptz, timestamptz)"
SET_ASIDE = "webhook.set_aside(uuid[])"

MOST_SHOWN = 100_000
"""Characters of a payload that its page shows."""

CUT = (
    '<p class="help">These are the first {} characters. The whole is in clinic.webhook_events, column payload,'
    " id {}.</p>"
)


class OfClinicOrPlatform(RoleAdmin):
    """Rows of the clinic acted in; of the platform, where a superadmin acts in none."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).filter(clinic=self._fixed_clinic(request))

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_exclude(request, obj), "clinic"]

    def _fixed_clinic(self, request: HttpRequest) -> UUID | None:
        clinic_id = current_context(connection).clinic_id
        return UUID(clinic_id) if clinic_id else None

    def _clinic_of_superadmin(self, request: HttpRequest) -> tuple[str, ...]:
        return ()


class ShowsSecretOnce(OfClinicOrPlatform):
    """Takes a secret for a new row, or makes one; answers with what was made, and never again."""

    class Media:
        js = ("webhooks/copy.js",)
        css = {"all": ("webhooks/webhooks.css",)}

    @method_decorator(sensitive_post_parameters("new_secret"))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj:
            kwargs["form"] = RoleForm
        return super().get_form(request, obj, change, **kwargs)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        withheld = ("new_secret", "keep_others") if obj else ("expires_at",)
        return [*super().get_exclude(request, obj), *withheld]

    def response_add(
        self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        answer = super().response_add(request, obj, *args, **kwargs)
        if not getattr(obj, "made_secret", ""):
            return answer
        source = obj if isinstance(obj, WebhookSource) else obj.source
        shown = {
            "title": f"The secret of {source}",
            "source": source,
            "secret": obj.made_secret,
            "address": _address(request, source),
            "onwards": reverse("admin:webhooks_webhooksource_change", args=[source.pk]),
        }
        return TemplateResponse(
            request, "webhooks/secret.html", self.admin_site.each_context(request) | shown
        )


class WebhookSecretInline(LatestInline):
    model = WebhookSecret
    columns = ("created_at", "state", "expires_at")

    @admin.display(description="State")
    def state(self, secret: WebhookSecret) -> SafeString:
        return _state(secret)


@admin.register(WebhookSource)
class WebhookSourceAdmin(ShowsSecretOnce):
    form = SourceForm
    list_display = ("name", "scheme", "is_active", "created_at")
    list_filter = ("scheme", "is_active")
    search_fields = ("name",)
    search_help_text = "Name"
    fields = ("name", "scheme", "is_active", "new_secret", "address", "events")
    readonly_fields = ("address", "events")
    inlines = (WebhookSecretInline,)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        source = super().get_object(request, object_id, from_field)
        if source:
            source.address = _address(request, source)
        return source

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change and (secret := form.secret()):
            secrets.give(obj, secret, secrets.AT_ONCE)
            obj.made_secret = form.made_secret

    @admin.display(description="Address")
    def address(self, source: Any) -> SafeString:
        return format_html(
            '<code>{}</code> <button type="button" data-copy>Copy</button>', source.address
        )

    @admin.display(description="Events")
    def events(self, source: WebhookSource) -> SafeString:
        there = reverse("admin:webhooks_webhookevent_changelist")
        return format_html('<a href="{}?source={}">What it has sent</a>', there, source.name)


@admin.register(WebhookSecret)
class WebhookSecretAdmin(ShowsSecretOnce):
    form = NewSecretForm
    list_display = ("source", "created_at", "state", "expires_at")
    fields = ("source", "new_secret", "keep_others", "expires_at", "created_at")
    readonly_fields = ("created_at",)

    @admin.display(description="State")
    def state(self, secret: WebhookSecret) -> SafeString:
        return _state(secret)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            return super().save_model(request, obj, form, change)
        given = secrets.give(obj.source, form.secret(), form.keep())
        obj.pk, obj.made_secret = given.pk, form.made_secret
        return None


@admin.register(IntegrationWebhook)
class IntegrationWebhookAdmin(RevealsSealed):
    list_display = ("name", "url", "is_active", "last_triggered_at", "success_count")
    list_filter = ("is_active",)
    search_fields = ("name", "url")
    search_help_text = "Name or address"
    readonly_fields = ("last_triggered_at", "success_count", "failure_count")


@admin.register(WebhookLog)
class WebhookLogAdmin(RoleAdmin):
    list_display = ("created_at", "webhook", "event_type", "response_status", "status")
    list_filter = ("status",)
    date_hierarchy = "created_at"
    search_fields = ("event_type",)
    search_help_text = "A type of event"


class SourceFilter(admin.SimpleListFilter):
    """By the sources that there are: to ask the events for theirs would be to read them all."""

    title = parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in _names_of_sources()]

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> models.QuerySet[Any]:
        return queryset.filter(source=self.value()) if self.value() else queryset


@admin.action(description="Replay selected dead letters", permissions=["replay"])
def replay(modeladmin: Any, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
    """Put the dead letters among them back into the line."""
    replayed = _counted("SELECT webhook.replay(%s)", _keys(queryset))
    _tell(modeladmin, request, replayed, "replayed", "A dead letter alone can be.")


@admin.action(description="Make selected events dead letters", permissions=["set_aside"])
def set_aside(modeladmin: Any, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
    """Take those that nobody works on out of the line."""
    put = _counted("SELECT webhook.set_aside(%s)", _keys(queryset))
    _tell(modeladmin, request, put, "set aside", "What is worked on, or has ended, stays.")


@admin.register(WebhookEvent)
class WebhookEventAdmin(OfClinicOrPlatform):
    list_display = (
        *("received_at", "source", "event_type", "status", "attempts", "next_attempt_at"),
        "error",
    )
    list_filter = ("status", SourceFilter)
    date_hierarchy = "received_at"
    search_fields = ("event_id",)
    search_help_text = "The sender's name for an event"
    actions = (replay, set_aside)
    change_form_outer_before_template = "webhooks/acts.html"
    readonly_fields = ("body", "lease_owner", "lease_expires_at", "next_attempt_at", "received_at")
    fieldsets = (
        (None, {"fields": ("source", "event_type", "event_id", "received_at", "ordering_key")}),
        (
            "Processing",
            {
                "fields": (
                    *("status", "attempts", "max_attempts", "next_attempt_at", "last_attempt_at"),
                    *("processed_at", "error", "lease_owner", "lease_expires_at", "history"),
                )
            },
        ),
        ("What was sent", {"fields": ("body",)}),
    )

    class Media:
        css = {"all": ("webhooks/webhooks.css",)}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Leave payloads where they are: lists show none, and a page reads its own, which Python may be unable to."""
        return super().get_queryset(request).defer("payload")

    def get_urls(self) -> list[Any]:
        page = path(
            "replay/",
            self.admin_site.admin_view(self.replay_view),
            name="webhooks_webhookevent_replay",
        )
        act = path(
            "<uuid:event_id>/act/<slug:name>/",
            self.admin_site.admin_view(require_POST(self.act_view)),
            name="webhooks_webhookevent_act",
        )
        return [page, act, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Offer what can be done with the event as it is now."""
        acts = [
            {
                "title": title,
                "address": reverse("admin:webhooks_webhookevent_act", args=[obj.pk, name]),
            }
            for name, title, is_possible in (
                ("replay", "Replay this dead letter", obj.status == Status.DEAD_LETTER),
                ("set_aside", "Make this a dead letter", _waits(obj)),
            )
            if is_possible and name in self.get_actions(request)
        ]
        return super().render_change_form(
            request, context | {"acts": acts}, *args, obj=obj, **kwargs
        )

    def act_view(self, request: HttpRequest, event_id: UUID, name: str) -> HttpResponse:
        """Do with one event what the list does with those that are selected."""
        actions = self.get_actions(request)
        if name not in {"replay", "set_aside"} & actions.keys():
            raise PermissionDenied
        act, *_ = actions[name]
        act(self, request, self.get_queryset(request).filter(pk=event_id))
        return HttpResponseRedirect(reverse("admin:webhooks_webhookevent_change", args=[event_id]))

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and may_call(REPLAY)

    def has_set_aside_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and may_call(SET_ASIDE)

    @admin.display(description="Payload")
    def body(self, event: WebhookEvent) -> SafeString:
        written = (
            WebhookEvent.objects.filter(pk=event.pk)
            .values_list(Cast("payload", models.TextField()), flat=True)
            .get()
        )
        try:
            # One more, which says that there is more.
            text = indented(json.loads(written), MOST_SHOWN + 1)
        except (ValueError, RecursionError):
            text = written
        shown = format_html('<pre class="prose-lines">{}</pre>', text[:MOST_SHOWN])
        if len(text) <= MOST_SHOWN:
            return shown
        return shown + format_html(CUT, MOST_SHOWN, event.pk)

    def replay_view(self, request: HttpRequest) -> HttpResponse:
        """Ask which dead letters are replayed, by source and time, and replay them."""
        if not self.has_replay_permission(request):
            raise PermissionDenied
        form = ReplayForm(_names_of_sources(), request.POST or None)
        if form.is_valid():
            replayed = _counted(
                "SELECT webhook.replay(NULL, %s, %s, %s)",
                *(form.cleaned_data[name] or None for name in form.fields),
            )
            _tell(self, request, replayed, "replayed", "No dead letter is like that.")
            return HttpResponseRedirect(reverse("admin:webhooks_webhookevent_changelist"))
        page = {"title": "Replay dead letters", "form": form}
        return TemplateResponse(
            request, "webhooks/replay.html", self.admin_site.each_context(request) | page
        )


@admin.register(WebhookWorker)
class WebhookWorkerAdmin(RoleAdmin):
    """Superadmins alone look; nobody changes anything."""

    list_display = ("name", "state", "last_seen", "running", "started_at", "ended_at", "failed")
    fields = (
        *("name", "state", "last_seen", "running", "started_at", "ended_at"),
        *("sources", "concurrency", "batch_size", "succeeded", "failed"),
    )
    readonly_fields = ("state",)
    sortable_by = ("name", "last_seen", "started_at")

    @admin.display(description="State")
    def state(self, worker: WebhookWorker) -> SafeString:
        """Say of one that has gone without a word that it is dead."""
        if worker.ended_at:
            return badge("expired", "Ended")
        return badge("failed", "Dead") if worker.is_dead else badge("active", "Working")


def _waits(event: WebhookEvent) -> bool:
    """Say whether nobody works on an event that has not ended."""
    if event.status == Status.PROCESSING:
        return event.lease_expires_at is None or event.lease_expires_at <= timezone.now()
    return event.status in {Status.PENDING, Status.FAILED}


def _names_of_sources() -> list[str]:
    return list(WebhookSource.objects.values_list("name", flat=True))


def _keys(queryset: models.QuerySet[Any]) -> list[UUID]:
    return list(queryset.values_list("pk", flat=True))


def _counted(statement: str, *parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        (count,) = cursor.fetchone()
    return int(count)


def _tell(modeladmin: Any, request: HttpRequest, count: int, done: str, why_none: str) -> None:
    if count:
        events = "event" if count == 1 else "events"
        modeladmin.message_user(request, f"{count} {events} {done}.", messages.SUCCESS)
    else:
        modeladmin.message_user(request, f"None was {done}. {why_none}", messages.WARNING)


def _address(request: HttpRequest, source: WebhookSource) -> str:
    return request.build_absolute_uri(reverse("webhooks:receive", args=[source.pk]))


def _state(secret: WebhookSecret) -> SafeString:
    if not secret.is_accepted:
        return badge("expired", "Expired")
    return badge("waiting", "Going out of use") if secret.expires_at else badge("active", "In use")
