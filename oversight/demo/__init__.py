"""The demonstration: two press articles of 2023 told in our own words.

Real names stand only beside facts of the articles. Whatever the articles do not say is `illustrative`.
"""
