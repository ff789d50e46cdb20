"""When they meet: appointments, slots, queue, booking requests, telemedicine."""
