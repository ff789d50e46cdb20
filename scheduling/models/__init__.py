from scheduling.models.appointment import Appointment, AppointmentStatus, QueueStatus
from scheduling.models.booking_request import BookingRequest
from scheduling.models.queue import QueueDay
from scheduling.models.slot import AppointmentSlot
from scheduling.models.telemedicine import TelemedicineSession
from scheduling.models.upcoming import UpcomingAppointment

__all__ = [
    "Appointment",
    "AppointmentSlot",
    "AppointmentStatus",
    "BookingRequest",
    "QueueDay",
    "QueueStatus",
    "TelemedicineSession",
    "UpcomingAppointment",
]
