"""What do several test modules need?"""
