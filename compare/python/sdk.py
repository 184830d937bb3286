"""Makes the calls of the comparison with the vendor's Python SDK.

The program reads one JSON value from each line of standard input, and writes one JSON value to each
line of standard output. The first line has the settings of the SDK. Each later line has one call.

The SDK pauses between its attempts. This program does not wait. It writes the length of the pause,
and continues when it has read one line.
"""

import dataclasses
import json
import logging
import sys
import time

from tallyfy import TallyfySDK
from tallyfy.models import TallyfyError

logging.disable(logging.CRITICAL)


def write(value):
    print(json.dumps(value), flush=True)


def pause(seconds):
    write({"pause": seconds})
    sys.stdin.readline()


time.sleep = pause


def returned(value):
    """The value that the SDK returned, as JSON text."""
    if isinstance(value, list):
        items = [dataclasses.asdict(item) for item in value]
        return {"json": json.dumps(items), "items": len(items)}
    if dataclasses.is_dataclass(value):
        return {"json": json.dumps(dataclasses.asdict(value)), "items": 1}
    return {"json": json.dumps(value), "items": 0}


def failure(error):
    """The facts that the error contains."""
    data = getattr(error, "response_data", None)
    return {
        "text": f"{type(error).__name__}: {error}",
        "status": getattr(error, "status_code", None),
        "body": None if data is None else data if isinstance(data, str) else json.dumps(data),
        "not_applied": isinstance(error, TallyfyError) and not error.side_effect_possible,
    }


def change_members(sdk, organization, group_id, change):
    """Reads a group, changes its members, and writes them. The SDK has no such method."""
    group = sdk.groups.get_group(organization, group_id)
    return sdk.groups.update_group(organization, group_id, members=change(group.members))


def call(sdk, organization, arguments):
    groups = sdk.groups
    group_id = arguments.get("id")
    member = arguments.get("member")
    match arguments["call"]:
        case "get_group":
            return groups.get_group(organization, group_id)
        case "list_groups":
            # A page above 1 would be the only way to read one page, so this call reads all pages.
            return groups.get_groups(organization, q=arguments["q"])
        case "list_all_groups":
            return groups.get_groups(organization)
        case "list_members":
            return sdk.users.get_organization_users(organization).data
        case "create_group":
            return groups.create_group(organization, arguments["name"], "d")
        case "update_group":
            return groups.update_group(
                organization,
                group_id,
                name=arguments["name"],
                members=arguments["members"],
                guests=arguments["guests"],
            )
        case "add_member":
            return change_members(sdk, organization, group_id, lambda old: [*old, member])
        case "remove_member":
            return change_members(
                sdk, organization, group_id, lambda old: [one for one in old if one != member]
            )
        case "delete_group":
            return groups.delete_group(organization, group_id)
    raise AssertionError(arguments)


def main():
    settings = json.loads(sys.stdin.readline())
    sdk = TallyfySDK(settings["token"], settings["base_url"])
    # A proxy of the environment would receive the requests instead of the sandbox.
    sdk.session.trust_env = False
    write({"ready": None})
    for line in sys.stdin:
        try:
            write({"returned": returned(call(sdk, settings["organization"], json.loads(line)))})
        except Exception as error:
            write({"failed": failure(error)})


main()
