"""接口 — REST version 1: every call of the outer contract, with problem documents for all else.

    routes        the API itself: ``routes.api`` is mounted at /api/v1/
    filings jobs obligations batteries vehicles findings duties parties    the calls, by noun
    shapes        the answers as msgspec structs: encoded and documented from one definition
    answers       from the domain's values to those shapes
    parameters    the query's parameters: checked and documented from one definition
    uploads       the body of a filing: raw bytes or a multipart part
    problems      RFC 9457 problem documents, in the reader's language
    language      Accept-Language
    door          bearer tokens, and the frame round every call
    describing    the OpenAPI document

The bodies and answers of calls never pass through pydantic: a filing goes from the bytes of its body to the
service, and its receipt is encoded once.
"""
