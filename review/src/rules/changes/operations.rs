//! What operations are called with and answer.

use super::{ChangeRule, MORE, NEITHER, REQUEST, RESPONSE, SAME, Sides, Wire, row};
use crate::Bump::{Major, Minor, None as Nothing};

pub(super) const OPERATIONS: &[ChangeRule] = &[
    row(
        "operation-added",
        "operation-removed",
        "an operation is new",
        Wire::Is(Minor, MORE),
        NEITHER,
    )
    .edit(&[("/{group_id}:\n", "/{group_id}:\n    get:\n      operationId: getGroup\n      description: One group.\n      x-source:\n        - S1\n      parameters:\n        - $ref: '#/components/parameters/organizationId'\n        - $ref: '#/components/parameters/groupId'\n      responses:\n        '204':\n          description: There is one.\n          x-source:\n            - S1\n")]),
    row(
        "operation-removed",
        "operation-added",
        "an operation is gone",
        Wire::Is(Major, "clients of before ask for what servers of now do not have"),
        NEITHER,
    )
    .shown("any request"),
    row(
        "operation-moved",
        "operation-moved",
        "an operation has another path or method",
        Wire::Is(Major, "clients of before ask for it elsewhere"),
        NEITHER,
    )
    .shown("any request as it was")
    .edit(&[("/groups/{group_id}:\n", "/teams/{group_id}:\n")]),
    row(
        "operation-renamed",
        "operation-renamed",
        "an operation has another operationId",
        Wire::Is(Nothing, SAME),
        NEITHER,
    )
    .edit(&[("operationId: deleteGroup", "operationId: removeGroup")]),
    row(
        "path-parameter-renamed",
        "path-parameter-renamed",
        "a placeholder of a path has another name",
        Wire::Is(Nothing, SAME),
        REQUEST,
    )
    .edit(&[("/{group_id}:\n", "/{id}:\n"), ("      name: group_id\n", "      name: id\n")]),
    row(
        "parameter-added",
        "parameter-removed",
        "a parameter is new, and may be left out",
        Wire::Is(Minor, MORE),
        REQUEST,
    )
    .edit(&[("        - name: sort_by\n", "        - name: q\n          in: query\n          description: What to look for.\n          x-source:\n            - S0\n          schema:\n            type: string\n        - name: sort_by\n")]),
    row(
        "parameter-removed",
        "parameter-added",
        "a parameter that could be left out is gone",
        Wire::Is(Minor, "servers of now may not look at what clients of before send"),
        REQUEST,
    ),
    row(
        "parameter-added-required",
        "parameter-removed-required",
        "a parameter is new, and required",
        Wire::Is(Major, "clients of before do not send it"),
        REQUEST,
    )
    .shown("a request without it")
    .edit(&[("        - name: sort_by\n", "        - name: q\n          in: query\n          required: true\n          description: What to look for.\n          x-source:\n            - S0\n          schema:\n            type: string\n        - name: sort_by\n")]),
    row(
        "parameter-removed-required",
        "parameter-added-required",
        "a parameter that was required is gone",
        Wire::Is(Minor, "servers of before miss what clients of now do not send"),
        REQUEST,
    ),
    row(
        "parameter-required",
        "parameter-optional",
        "a parameter is required",
        Wire::Is(Major, "clients of before may not send it"),
        REQUEST,
    )
    .shown("a request without it")
    .edit(&[("          in: query\n          description: The field", "          in: query\n          required: true\n          description: The field")]),
    row(
        "parameter-optional",
        "parameter-required",
        "a parameter may be left out",
        Wire::Is(Minor, "servers of before miss what clients of now may not send"),
        REQUEST,
    ),
    row(
        "serialization-changed",
        "serialization-changed",
        "a parameter is written in another way",
        Wire::Is(Major, "servers of now may not read what clients of before send"),
        REQUEST,
    )
    .shown("a request with it, written as it was")
    .edit(&[("          in: query\n          description: The field", "          in: query\n          explode: true\n          description: The field")]),
    row(
        "body-added",
        "body-removed",
        "an operation takes a body, which may be left out",
        Wire::Is(Minor, MORE),
        REQUEST,
    )
    .edit(&[("        - $ref: '#/components/parameters/groupId'\n      responses:\n        '204'", "        - $ref: '#/components/parameters/groupId'\n      requestBody:\n        description: Why.\n        x-source:\n          - S1\n        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n      responses:\n        '204'")]),
    row(
        "body-removed",
        "body-added",
        "an operation no longer takes a body that could be left out",
        Wire::Is(Major, "servers of now do not read what clients of before send"),
        REQUEST,
    )
    .shown("a request with a body"),
    row(
        "body-added-required",
        "body-removed-required",
        "an operation takes a body, which is required",
        Wire::Is(Major, "clients of before do not send it"),
        REQUEST,
    )
    .shown("a request without a body")
    .edit(&[("        - $ref: '#/components/parameters/groupId'\n      responses:\n        '204'", "        - $ref: '#/components/parameters/groupId'\n      requestBody:\n        description: Why.\n        required: true\n        x-source:\n          - S1\n        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n      responses:\n        '204'")]),
    row(
        "body-removed-required",
        "body-added-required",
        "an operation no longer takes a body that was required",
        Wire::Is(Major, "servers of now do not read what clients of before send"),
        REQUEST,
    )
    .shown("a request with a body"),
    row(
        "body-required",
        "body-optional",
        "a body is required",
        Wire::Is(Major, "clients of before may not send it"),
        REQUEST,
    )
    .shown("a request without a body")
    .edit(&[("        description: The group to create.\n", "        description: The group to create.\n        required: true\n")]),
    row(
        "body-optional",
        "body-required",
        "a body may be left out",
        Wire::Is(Minor, "servers of before miss what clients of now may not send"),
        REQUEST,
    ),
    row(
        "media-type-added",
        "media-type-removed",
        "a body may be of another media type",
        Wire::Is(Minor, MORE),
        Sides::Both,
    ),
    row(
        "media-type-removed",
        "media-type-added",
        "a body may no longer be of a media type",
        Wire::Is(Major, "the others may not read, or not write, what is left"),
        Sides::Both,
    )
    .shown("a body of that media type"),
    row(
        "status-added",
        "status-removed",
        "an answer is described that is a failure, or was described by its class",
        Wire::Is(Minor, "clients of before know it by its class, or as a failure"),
        RESPONSE,
    )
    .edit(&[("        '401':\n", "        '400':\n          $ref: '#/components/responses/unauthorized'\n        '401':\n")]),
    row(
        "status-removed",
        "status-added",
        "an answer is no longer described, or by its class alone",
        Wire::Is(Minor, "clients of now know it by its class, or as a failure"),
        RESPONSE,
    ),
    row(
        "success-added",
        "success-removed",
        "a success is described that was not",
        Wire::Is(Major, "clients of before take it for a mistake"),
        RESPONSE,
    )
    .shown("an answer of that status")
    .decoded(Minor, "the client reads it, and took it for a mistake")
    .edit(&[("        '204':\n", "        '200':\n          description: The group is gone.\n          x-source:\n            - S1\n        '204':\n")]),
    row(
        "success-removed",
        "success-added",
        "a success is no longer described",
        Wire::Is(Minor, "clients of now take it for a mistake, from servers of before"),
        RESPONSE,
    )
    .shown("an answer of that status")
    .decoded(Major, "the client takes it for a mistake, and read it"),
    row(
        "response-body-added",
        "response-body-removed",
        "an answer has a body",
        Wire::Is(Minor, "clients of before do not read it"),
        RESPONSE,
    )
    .decoded(Minor, "the client reads a body, and read none")
    .edit(&[("        '204':\n          description: The group is gone.\n          x-source:\n            - S1\n", "        '204':\n          description: The group is gone.\n          x-source:\n            - S1\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/group'\n")]),
    row(
        "response-body-removed",
        "response-body-added",
        "an answer no longer has a body",
        Wire::Is(Major, "clients of before read it"),
        RESPONSE,
    )
    .shown("an answer without a body")
    .decoded(Major, "the client reads no body, and read one"),
    row(
        "header-added",
        "header-removed",
        "a header of an answer is described",
        Wire::Is(Minor, MORE),
        RESPONSE,
    )
    .edit(&[("      description: Nobody is signed in.\n      x-source:\n        - S0\n", "      description: Nobody is signed in.\n      x-source:\n        - S0\n      headers:\n        X-Request-Id:\n          description: The id of the request.\n          x-source:\n            - S0\n          schema:\n            type: string\n")]),
    row(
        "header-removed",
        "header-added",
        "a header of an answer is no longer described",
        Wire::Is(Minor, "clients of before may look for it"),
        RESPONSE,
    ),
    row(
        "credential-added",
        "credential-removed",
        "a request may have other credentials, too",
        Wire::Is(Minor, MORE),
        REQUEST,
    ),
    row(
        "credential-removed",
        "credential-added",
        "a request may no longer have the credentials that it could have",
        Wire::Is(Major, "servers of now refuse what clients of before send"),
        REQUEST,
    )
    .shown("a request with those credentials"),
    row(
        "server-added",
        "server-removed",
        "the service is at another address, too",
        Wire::Is(Minor, MORE),
        NEITHER,
    )
    .edit(&[("paths:\n", "servers:\n  - url: https://example.com\n    description: The service.\n\npaths:\n")]),
    row(
        "server-removed",
        "server-added",
        "the service is no longer at an address",
        Wire::Is(Major, "clients of before ask there"),
        NEITHER,
    )
    .shown("any request to that address"),
];
