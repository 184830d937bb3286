//! Kinds of changes of operations: paths, parameters, bodies, statuses, headers and credentials.

use super::{ChangeRule, MORE, NEITHER, REQUEST, RESPONSE, SAME, Sides, Wire, row};
use crate::Bump::{Major, Minor, None as Nothing};

pub(super) const OPERATIONS: &[ChangeRule] = &[
    row(
        "operation-added",
        "operation-removed",
        "an operation was added",
        Wire::Is(Minor, MORE),
        NEITHER,
    )
    .edit(&[("/{group_id}:\n", "/{group_id}:\n    get:\n      operationId: getGroup\n      description: One group.\n      x-source:\n        - S1\n      parameters:\n        - $ref: '#/components/parameters/organizationId'\n        - $ref: '#/components/parameters/groupId'\n      responses:\n        '204':\n          description: The group exists.\n          x-source:\n            - S1\n")]),
    row(
        "operation-removed",
        "operation-added",
        "an operation was removed",
        Wire::Is(Major, "existing clients call an operation that the new server does not have"),
        NEITHER,
    )
    .shown("any request"),
    row(
        "operation-moved",
        "operation-moved",
        "the path or the method of an operation changed",
        Wire::Is(Major, "existing clients still use the old path or method"),
        NEITHER,
    )
    .shown("any request with the old path or method")
    .edit(&[("/groups/{group_id}:\n", "/teams/{group_id}:\n")]),
    row(
        "operation-renamed",
        "operation-renamed",
        "the operationId of an operation changed",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[("operationId: deleteGroup", "operationId: removeGroup")]),
    row(
        "path-parameter-renamed",
        "path-parameter-renamed",
        "a path parameter was renamed",
        Wire::Is(Nothing, SAME),
        REQUEST,
    )
    .edit(&[("/{group_id}:\n", "/{id}:\n"), ("      name: group_id\n", "      name: id\n")]),
    row(
        "parameter-added",
        "parameter-removed",
        "an optional parameter was added",
        Wire::Is(Minor, MORE),
        REQUEST,
    )
    .edit(&[("        - name: sort_by\n", "        - name: q\n          in: query\n          description: The search text.\n          x-source:\n            - S0\n          schema:\n            type: string\n        - name: sort_by\n")]),
    row(
        "parameter-removed",
        "parameter-added",
        "an optional parameter was removed",
        Wire::Is(Minor, "existing clients may send the removed parameter, but the new server may ignore it"),
        REQUEST,
    ),
    row(
        "parameter-added-required",
        "parameter-removed-required",
        "a required parameter was added",
        Wire::Is(Major, "existing clients do not send the parameter"),
        REQUEST,
    )
    .shown("a request without the parameter")
    .edit(&[("        - name: sort_by\n", "        - name: q\n          in: query\n          required: true\n          description: The search text.\n          x-source:\n            - S0\n          schema:\n            type: string\n        - name: sort_by\n")]),
    row(
        "parameter-removed-required",
        "parameter-added-required",
        "a required parameter was removed",
        Wire::Is(Minor, "old servers require the parameter, but new clients do not send it"),
        REQUEST,
    ),
    row(
        "parameter-required",
        "parameter-optional",
        "a parameter became required",
        Wire::Is(Major, "existing clients may omit the parameter"),
        REQUEST,
    )
    .shown("a request without the parameter")
    .edit(&[("          in: query\n          description: The field", "          in: query\n          required: true\n          description: The field")]),
    row(
        "parameter-optional",
        "parameter-required",
        "a parameter became optional",
        Wire::Is(Minor, "old servers require the parameter, but new clients may omit it"),
        REQUEST,
    ),
    row(
        "serialization-changed",
        "serialization-changed",
        "the serialization of a parameter changed",
        Wire::Is(Major, "existing clients use the old serialization, which the new server may not understand"),
        REQUEST,
    )
    .shown("a request with the old serialization of the parameter"),
    row(
        "body-added",
        "body-removed",
        "an optional request body was added",
        Wire::Is(Minor, MORE),
        REQUEST,
    )
    .edit(&[("        - $ref: '#/components/parameters/groupId'\n      responses:\n        '204'", "        - $ref: '#/components/parameters/groupId'\n      requestBody:\n        description: The reason for the deletion.\n        x-source:\n          - S1\n        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n      responses:\n        '204'")]),
    row(
        "body-removed",
        "body-added",
        "an optional request body was removed",
        Wire::Is(Major, "the new server does not read the body that existing clients send"),
        REQUEST,
    )
    .shown("a request with a body"),
    row(
        "body-added-required",
        "body-removed-required",
        "a required request body was added",
        Wire::Is(Major, "existing clients send no body"),
        REQUEST,
    )
    .shown("a request without a body")
    .edit(&[("        - $ref: '#/components/parameters/groupId'\n      responses:\n        '204'", "        - $ref: '#/components/parameters/groupId'\n      requestBody:\n        description: The reason for the deletion.\n        required: true\n        x-source:\n          - S1\n        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n      responses:\n        '204'")]),
    row(
        "body-removed-required",
        "body-added-required",
        "a required request body was removed",
        Wire::Is(Major, "the new server does not read the body that existing clients send"),
        REQUEST,
    )
    .shown("a request with a body"),
    row(
        "body-required",
        "body-optional",
        "a request body became required",
        Wire::Is(Major, "existing clients may omit the body"),
        REQUEST,
    )
    .shown("a request without a body")
    .edit(&[("        description: The group to create.\n", "        description: The group to create.\n        required: true\n")]),
    row(
        "body-optional",
        "body-required",
        "a request body became optional",
        Wire::Is(Minor, "old servers require a body, but new clients may omit it"),
        REQUEST,
    ),
    row(
        "media-type-added",
        "media-type-removed",
        "a media type was added to a body",
        Wire::Is(Minor, MORE),
        Sides::Both,
    ),
    row(
        "media-type-removed",
        "media-type-added",
        "a media type was removed from a body",
        Wire::Is(Major, "the client or the server may not support the remaining media types"),
        Sides::Both,
    )
    .shown("a body with the removed media type"),
    row(
        "status-added",
        "status-removed",
        "an error status was added, or a success status that 2XX already covered",
        Wire::Is(Minor, "existing clients treat the status as a success if 2XX covers it, and as an error in all other cases"),
        RESPONSE,
    )
    .edit(&[("        '401':\n", "        '400':\n          $ref: '#/components/responses/unauthorized'\n        '401':\n")]),
    row(
        "status-removed",
        "status-added",
        "an error status was removed, or a success status that 2XX still covers",
        Wire::Is(Minor, "new clients treat the status as a success if 2XX covers it, and as an error in all other cases"),
        RESPONSE,
    ),
    row(
        "success-added",
        "success-removed",
        "a success status was added",
        Wire::Is(Major, "existing clients treat the status as an error"),
        RESPONSE,
    )
    .shown("a response with the added status")
    .decoded(Minor, "the new client decodes the response, but the old client returns an error")
    .edit(&[("        '204':\n", "        '200':\n          description: The group was deleted.\n          x-source:\n            - S1\n        '204':\n")]),
    row(
        "success-removed",
        "success-added",
        "a success status was removed",
        Wire::Is(Minor, "new clients treat the status as an error if an old server sends it"),
        RESPONSE,
    )
    .shown("a response with the removed status")
    .decoded(Major, "the new client returns an error, but the old client decodes the response"),
    row(
        "response-body-added",
        "response-body-removed",
        "a response body was added",
        Wire::Is(Minor, "existing clients do not read the body"),
        RESPONSE,
    )
    .shown("a response without a body")
    .decoded(Minor, "the new client decodes the body, but the old client does not read it")
    .edit(&[("        '204':\n          description: The group was deleted.\n          x-source:\n            - S1\n", "        '204':\n          description: The group was deleted.\n          x-source:\n            - S1\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/group'\n")]),
    row(
        "response-body-removed",
        "response-body-added",
        "a response body was removed",
        Wire::Is(Major, "existing clients expect a response body"),
        RESPONSE,
    )
    .shown("a response without a body")
    .decoded(Major, "the new client does not read the body, but the old client decodes it"),
    row(
        "header-added",
        "header-removed",
        "a response header was added",
        Wire::Is(Minor, MORE),
        RESPONSE,
    )
    .edit(&[("      description: The access token is missing or invalid.\n      x-source:\n        - S0\n", "      description: The access token is missing or invalid.\n      x-source:\n        - S0\n      headers:\n        X-Request-Id:\n          description: The id of the request.\n          x-source:\n            - S0\n          schema:\n            type: string\n")]),
    row(
        "header-removed",
        "header-added",
        "a response header was removed",
        Wire::Is(Minor, "existing clients may read the header"),
        RESPONSE,
    ),
    row(
        "header-added-required",
        "header-removed-required",
        "a required response header was added",
        Wire::Is(Minor, "new clients expect the header, but old servers do not send it"),
        RESPONSE,
    ),
    row(
        "header-removed-required",
        "header-added-required",
        "a required response header was removed",
        Wire::Is(Major, "existing clients expect the header"),
        RESPONSE,
    )
    .shown("a response without the header"),
    row(
        "header-required",
        "header-optional",
        "a response header became required",
        Wire::Is(Minor, "new clients expect the header, but old servers may omit it"),
        RESPONSE,
    ),
    row(
        "header-optional",
        "header-required",
        "a response header became optional",
        Wire::Is(Major, "existing clients expect the header"),
        RESPONSE,
    )
    .shown("a response without the header"),
    row(
        "credential-added",
        "credential-removed",
        "an authentication method was added",
        Wire::Is(Minor, MORE),
        REQUEST,
    ),
    row(
        "credential-removed",
        "credential-added",
        "an authentication method was removed",
        Wire::Is(Major, "the new server rejects the credentials of existing clients"),
        REQUEST,
    )
    .shown("a request with the removed credentials"),
    row(
        "credential-changed",
        "credential-changed",
        "an authentication method changed",
        Wire::Is(Major, "the new server rejects the credentials of existing clients"),
        REQUEST,
    )
    .shown("a request with the old credentials"),
    row(
        "server-added",
        "server-removed",
        "a server URL was added",
        Wire::Is(Minor, MORE),
        NEITHER,
    )
    .edit(&[("paths:\n", "servers:\n  - url: https://example.com\n    description: The service.\n\npaths:\n")]),
    row(
        "server-removed",
        "server-added",
        "a server URL was removed",
        Wire::Is(Major, "existing clients send requests to the removed URL"),
        NEITHER,
    )
    .shown("any request to the removed URL"),
];
