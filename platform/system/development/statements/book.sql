-- Book as whoever acts.
SELECT booking.create_booking(%s, %s, %s, %s, %s, %s)
