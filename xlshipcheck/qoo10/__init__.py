"""The rules of Qoo10: delay penalty, on-time rate, advice."""
