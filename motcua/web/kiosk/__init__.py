"""The doors for people in the hall: kiosk, boards, the page of a ticket on the phone, and the stream that moves them."""
