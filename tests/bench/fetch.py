"""What a few lines of Python do with the same server: fetch every page of /Users, one after the other.

    python fetch.py ADDRESS TOKEN [decode]

Prints one line of JSON: users, pages, seconds on the clock and of the processor. With `decode` each page is
turned into the objects of scim2-models; without, nothing but the number of rows is read.
"""

import json
import sys
import time

import httpx


def pages(address, token):
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/scim+json"}
    with httpx.Client(headers=headers, timeout=60) as client:
        start = 1
        while True:
            query = {"startIndex": start, "count": 100}
            answer = client.get(f"{address}/Users", params=query)
            answer.raise_for_status()
            page = answer.json()
            rows = page.get("Resources", [])
            yield answer, page
            start += len(rows)
            if not rows or start > page["totalResults"]:
                return


def main():
    address, token, *more = sys.argv[1:]
    decode = more == ["decode"]
    if decode:
        from scim2_models import EnterpriseUser, ListResponse, User

        response = ListResponse[User[EnterpriseUser]]
    users = count = 0
    clock, processor = time.perf_counter(), time.process_time()
    for answer, page in pages(address, token):
        count += 1
        users += len(page.get("Resources", []))
        if decode:
            response.model_validate_json(answer.content)
    took = {
        "users": users,
        "pages": count,
        "seconds": time.perf_counter() - clock,
        "processor": time.process_time() - processor,
    }
    print(json.dumps(took))


if __name__ == "__main__":
    main()
