import type { FaultText } from '../../fault-text.ts'

/** What keeps the page in a browser from opening, or from being let in. */
export const faultsOfThePage = {
  page_not_built: {
    say: 'The page is missing from this installation.',
    next: 'Run "npm run build" in Everbearer’s folder, or use the command line.',
  },
  request_refused: {
    say: 'The page’s door does not let this request in.',
    next: 'Open the address that Everbearer printed, and no other.',
    cases: {
      host: {
        say: 'This request was meant for another address than Everbearer’s.',
        next: 'Open the address that Everbearer printed, and no other.',
      },
      origin: {
        say: 'Another page sent this request, and only Everbearer’s own may.',
        next: 'Open the address that Everbearer printed, in a tab of its own.',
      },
      caller_host: {
        say: 'This request was meant for another address than the port for consumers.',
        next: 'Call it 127.0.0.1 or localhost with its port, from a container host.docker.internal, over TLS a name of its certificate.',
      },
      caller_origin: {
        say: 'A web page sent this request; the port for consumers is for programs.',
        next: 'Call it from a program. A page that needs the API calls it by itself, with a token of its own.',
      },
      method: {
        say: 'This address is not asked in this way.',
        next: 'A program takes the one that "Allow" names. A page is loaded again, or opened anew with "everbearer open".',
      },
      path: {
        say: 'There is nothing at this address.',
        next: 'A page is opened at the address that Everbearer printed. For programs /openapi.json tells what there is.',
      },
      media: {
        say: 'This request is not marked as JSON.',
        next: 'A program sends "Content-Type: application/json". A page is loaded again, or opened anew with "everbearer open".',
      },
      malformed: {
        say: 'This request cannot be read.',
        next: 'A program sends whole HTTP/1.1 requests. A page is loaded again, or opened anew with "everbearer open".',
      },
      head_too_large: {
        say: 'The address and headers of this request are longer than 16 KiB.',
        next: 'A program sends fewer cookies and headers, and what is long in the body. A page is opened anew with "everbearer open".',
      },
      late: {
        say: 'This request took too long to arrive.',
        next: 'A program sends it again, and without a pause. A page is loaded again.',
      },
    },
  },
  ticket_unknown: {
    say: 'This address was used before or is older than a minute.',
    next: 'Press Enter where Everbearer runs to get a new one, or run "everbearer open".',
  },
  page_key_unknown: {
    say: 'This page belongs to an earlier run of Everbearer.',
    next: 'Press Enter where Everbearer runs to get a new address, or run "everbearer open".',
  },
  clipboard_missing: {
    say: 'There is no way to this computer’s clipboard from where Everbearer runs.',
    next: 'On Linux install wl-clipboard (Wayland), xclip or xsel; or print the token in a terminal with "everbearer token".',
  },
  too_many_streams: {
    say: 'Too many of Everbearer’s pages are open at once.',
    next: 'Close some of them; this one goes on by itself then.',
  },
} as const satisfies Record<string, FaultText>
