package juki

// Date is a civil date of the Asia/Tokyo calendar, without a time zone's traps. The zero Date is "unknown" (不詳).
type Date struct{ Year, Month, Day int }
