"""What answers a question?"""
