"""How fast and how exact the parts are on this machine: functions that measure and return numbers, and print nothing."""
