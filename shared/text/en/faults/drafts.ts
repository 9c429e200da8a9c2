import type { FaultText } from '../../fault-text.ts'

/** Copying mistakes, found while a connection is added or edited. Repairs are told as done. */
export const faultsOfDrafts = {
  required_missing: {
    say: '{field} is missing.',
    next: 'Fill it in[ at {path}], then try again.',
  },
  invalid_name: {
    say: 'A name has 1 to 63 small letters, digits and hyphens, and begins with a letter or digit.',
    next: 'Choose one such as draw-ward-3.',
  },
  invalid_tag: {
    say: 'A tag is one word of 1 to 32 letters, digits and hyphens.',
    next: 'Write each as one word, such as ward-3; in JSON as a list of texts.',
  },
  too_many_tags: {
    say: 'These are more tags than a connection can have[: {limit} at most].',
    next: 'Leave out those that nobody looks for; the note has room for more words.',
  },
  text_holds_secret: {
    say: '{field} holds what looks like a token or a secret, and everybody who sees the list can read it.',
    next: 'Leave it out; secrets have fields of their own.',
  },
  not_text: {
    say: '{field} is not text.',
    next: 'Write the value[ at {path}] in double quotes.',
  },
  not_a_number: {
    say: '{field} is not a whole number.',
    next: 'Write digits only[ at {path}], such as 3.',
  },
  out_of_range: {
    say: '{field} is out of range.',
    next: 'Choose a number from {least} to {most}.',
  },
  not_a_choice: {
    say: '{field} has a value that is not on offer.',
    next: 'Choose one of: {choices}.',
  },
  surrounding_space: {
    say: 'Space around {field} is left out.',
    next: 'Nothing needs doing; just see that the rest was copied whole.',
  },
  surrounding_quotes: {
    say: 'Quotation marks around {field} are left out.',
    next: 'Nothing needs doing; just see that the rest was copied whole.',
  },
  bearer_prefix: {
    say: 'The word "Bearer" in front of {field} is left out.',
    next: 'Nothing needs doing: Everbearer adds it where it belongs.',
  },
  invisible_letters: {
    say: 'Characters inside {field} that nobody sees are left out.',
    next: 'Nothing needs doing: they come along from chats and word processors.',
  },
  more_than_token: {
    say: 'There is more in {field} than the value: a command, a name, a mark or an address stands beside it.',
    next: 'Keep the value alone, from its first letter or digit to its last.',
  },
  space_inside: {
    say: 'There is a space or a line break inside {field}.',
    next: 'Copy it again in one piece: a token never contains any.',
    cases: {
      typed: {
        say: 'There is a line break inside what was pasted.',
        next: 'Run it again and paste one line alone.',
      },
      lines: {
        say: 'There is a line break inside {field}.',
        next: 'Copy the value alone and in one piece: it never goes over several lines.',
      },
      words: {
        say: 'There are many words inside {field}.',
        next: 'See that it is the value and nothing else: hardly any server makes such a one.',
      },
    },
  },
  invalid_character: {
    say: 'There is a character inside {field} that no token contains.',
    next: 'Copy it again where it is shown in full: bullets and dots only stand for a token that is hidden.',
  },
  address_unreadable: {
    say: '{field} is not a web address.',
    next: 'Write it like https://draw.example/, without user name or password.',
    cases: {
      letters: {
        say: '{field} has letters in its host for which an address has another form.',
        next: 'Write its form with "xn--" instead[: {ascii}], where it is the host that you mean.',
      },
    },
  },
  address_has_query: {
    say: '{field} goes on with "?" or "#".',
    next: 'End the address before that sign.',
  },
  endpoint_unreadable: {
    say: 'The [{name} ]endpoint is neither a path nor a web address.',
    next: 'Write a path such as /api/upload/, without spaces.',
  },
  plain_http: {
    say: 'This address[ ({path})] is plain http: anyone on the way could read the token.',
    next: 'Write https; only where that cannot be had, set allowHttp to true for this connection.',
  },
  plain_http_allowed: {
    say: 'This address[ ({path})] is plain http, as allowed: anyone on the way can read the token.',
    next: 'Change it to https as soon as the server offers that.',
  },
  admin_page_address: {
    say: 'This is the address of the server’s admin page.',
    next: 'Keep the part before /admin only, such as https://draw.example/.',
  },
  base_holds_endpoint: {
    say: 'The base URL already holds /api, which the endpoints add as well.',
    next: 'Leave /api and what follows it out of the base URL.',
  },
  former_host: {
    say: 'This is a former address of the server.',
    next: 'Take the address that a browser shows there today[: the host is {host}].',
  },
  placeholder_missing: {
    say: 'The [{name} ]endpoint lacks {placeholder}.',
    next: 'Put {placeholder} where the number of the task belongs; programs fill it in.',
  },
  placeholder_unknown: {
    say: 'The [{name} ]endpoint has braces that no program fills in.',
    next: 'Compare it with the default that "everbearer systems" prints.',
  },
  slash_missing: {
    say: 'The [{name} ]endpoint does not end in a slash.',
    next: 'Add the slash: without it the server redirects, and what was sent is lost.',
  },
  tokens_swapped: {
    say: 'Access token and refresh token are in each other’s place.',
    next: 'Swap the two values.',
  },
  access_token_is_refresh: {
    say: 'A refresh token stands where the access token belongs.',
    next: 'Copy the access token into that place; on the server it stands first.',
  },
  refresh_token_is_access: {
    say: 'An access token stands where the refresh token belongs.',
    next: 'Copy the refresh token into that place; on the server it stands second.',
  },
  same_token_twice: {
    say: 'Access token and refresh token are one and the same.',
    next: 'Copy each of the two from the server.',
  },
  token_already_expired: {
    say: 'This access token expired[ at {at}].',
    next: 'With a refresh token it is renewed at once; without one, get new tokens from the server.',
  },
  refresh_token_already_expired: {
    say: 'This refresh token expired[ at {at}].',
    next: 'Get a new pair from the server; for DRAW, save the client again on its admin page.',
  },
  client_id_is_number: {
    say: 'The client ID is a number.',
    next: 'See that it is the client’s name as typed on the server; the number inside a token is another thing.',
  },
  moment_unreadable: {
    say: 'The expiry is not a date and time that can be read.',
    next: 'Write it like 2026-12-21T00:00:00Z.',
  },
  zone_missing: {
    say: 'The expiry does not say in which time zone it is meant.',
    next: 'Add Z for UTC or an offset such as +05:30.',
  },
  expiry_differs: {
    say: 'The expiry typed here differs from the token’s own[, {at}]; the token’s own counts.',
    next: 'See that both were copied from the same client.',
  },
  expiry_passed: {
    say: 'The expiry typed here[, {at},] has passed.',
    next: 'Correct it, or get new tokens from the server.',
  },
  refresh_token_missing: {
    say: 'There is no refresh token, so this connection cannot renew itself.',
    next: 'Add the refresh token that came together with the access token[; a client that has none asks with its secret: grant {grant}].',
  },
  standard_parameter: {
    say: 'This extra parameter[, {name},] is one that Everbearer sets itself.',
    next: 'Take it out of the extra parameters.',
  },
  client_id_missing: {
    say: 'There is no client ID: right for servers that take the refresh token alone, such as simplejwt’s.',
    next: 'If this server knows clients, enter the ID that it gave to yours.',
  },
  field_unknown: {
    say: 'No field that could have another name is called so[: {name}].',
    next: '[Known are: {known}. ]The standard’s name stands first, the server’s own after it.',
  },
  invalid_field_name: {
    say: 'The server’s own name for a field[ ({name})] is none that a field can have.',
    next: 'Letters, digits and _ make a name; in a reply, dots lead into what is wrapped, such as data.access.',
  },
  json_without_key: {
    say: 'A client that signs with a key asks by form, never in JSON.',
    next: 'Choose form, or another way for the client to prove itself.',
  },
  system_fixed: {
    say: 'The system of a connection cannot be changed.',
    next: 'Add a new connection for the other system, then remove this one.',
  },
  image_not_https: {
    say: 'The test image is not an https address.',
    next: 'Write the https address of a PNG or JPG of 256 to 1,024 pixels.',
  },
  invalid_domain: {
    say: 'The domain is not one.',
    next: 'Write it like myapp.com, without a path: the two URIs are added to it.',
  },
  uri_has_scheme: {
    say: '{field} begins like a whole web address.',
    next: 'Write only what comes after the domain, such as public/notify; the server puts the domain before it.',
  },
  uri_repeats_domain: {
    say: '{field} repeats the domain, which the server puts before it: no call-back would arrive.',
    next: 'Leave the domain out, such as public/notify.',
  },
  uri_begins_with_slash: {
    say: '{field} begins with a slash, which the server adds as well.',
    next: 'Leave the slash out, such as public/notify.',
  },
  tunnel_domain: {
    say: 'A tunnel’s domain changes each time it is renewed, and an old one may soon belong to somebody else.',
    next: 'After each renewal of the tunnel, change it here and at the server.',
  },
  client_token_is_login_token: {
    say: 'This looks like the token that a login brings, not like the client token.',
    next: 'Copy the token from the client’s page in your profile’s settings.',
  },
  secret_is_client_token: {
    say: 'Client token and client secret are one and the same.',
    next: 'Copy each of the two from the client’s page on the server.',
  },
  crafter_console_address: {
    say: 'This is the address of the console, not of the API.',
    next: 'Write the same address with /crafter-profile in place of /crafter-profile-admin.',
  },
  crafter_context_missing: {
    say: 'The base URL lacks the name under which the API runs.',
    next: 'Usually it ends in /crafter-profile, at some servers in /profile.',
  },
  well_known_token: {
    say: 'This ID[, of the application {application},] is the same in every installation in the world: anyone can use it.',
    next: 'Have a token of your own made in the console, and this one deleted or replaced there.',
  },
  token_id_reserved: {
    say: 'This is a word of the server’s own addresses, not an ID.',
    next: 'Copy the ID from the list of access tokens in the server’s console.',
  },
  token_id_with_dot: {
    say: 'The server may take what follows the dot in this ID for a file type and cut it off.',
    next: 'If "Test" does not accept it, have the token made anew under an ID without a dot.',
  },
  base_holds_realm: {
    say: 'The base URL goes on into the sign-in pages of a realm.',
    next: 'Keep the part before /auth; a realm’s name behind it belongs into "realm".',
  },
  base_is_page: {
    say: 'The base URL has a path, as the address of a web page has.',
    next: 'Use it up to the host, unless the API itself stands below that path; "Test" shows which is right.',
  },
  runai_host: {
    say: 'Run:AI’s own cloud is reached at app.run.ai by older tenants and at TENANT.run.ai by newer ones.',
    next: 'Take the address that the browser shows on the server’s own page; "Test" tells whether it is right.',
  },
  bearer_only: {
    say: 'Without a client secret this connection ends with the token that was pasted.',
    next: 'Add client ID and client secret of an application, service account or access key to have it renewed.',
  },
  secret_is_client_id: {
    say: 'Client ID and client secret are one and the same.',
    next: 'Copy the secret from where it was shown once, when the client was created; else have a new one made.',
  },
  client_secret_unused: {
    say: 'The client secret is not used, because client authentication is "none".',
    next: 'Choose basic or post for clientAuth, or leave the secret out.',
  },
} as const satisfies Record<string, FaultText>
