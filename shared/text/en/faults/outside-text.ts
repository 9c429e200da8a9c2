import type { FaultText } from '../../fault-text.ts'
import { counted } from '../counted.ts'

/** Text that strangers wrote (files, pasted values, servers' answers), and text of ours that finds no place. */
export const faultsOfOutsideText = {
  file_unwritable: {
    say: 'The file cannot be written[: {path}][ ({detail})].',
    next: 'Choose a name that is not taken, in a folder of yours.',
    cases: {
      full: {
        say: 'There is no room for this file[: {path}][ ({detail})].',
        next: 'Make room on that drive, or choose a folder on another one.',
      },
      no_folder: {
        say: 'The folder of this file is not there[: {path}].',
        next: 'Make the folder, or choose another one.',
      },
      denied: {
        say: 'This file may not be written or removed[: {path}][ ({detail})].',
        next: 'Choose a folder of yours that is not read-only, or have its rights changed.',
      },
      taken: {
        say: 'There is something at this path already, and it was left as it is[: {path}].',
        next: 'Choose a name that is not taken, or remove what is there.',
      },
      other: {
        say: 'Something else lies at this path by now, and was left as it is[: {path}].',
        next: 'Remove it, or end what writes it; the token is written there again within seconds then.',
      },
      left: {
        say: 'The token lies in plain still, since its file cannot be removed[: {path}][ ({detail})].',
        next: 'Delete that file as soon as its folder can be written.',
      },
      no_file: {
        say: 'What is at this path is no file, and was left as it is[: {path}].',
        next: 'Name a file, and not a link to one, a folder, a device or a pipe.',
      },
      output: {
        say: 'What this command prints could not be written[ ({detail})].',
        next: 'Make room where it goes, and ask again; what the command has changed stays so.',
      },
    },
  },
  no_text_file: {
    say: 'This is no text that can be read for certain[: {path}]: it is not UTF-8.',
    next: 'Save the file as UTF-8 (in Notepad: Save as, Encoding), then try again.',
    cases: {
      several: {
        say: 'Several files were given at once, and none of them was read.',
        next: 'Give one after the other; one file may hold as many connections as there are.',
      },
    },
  },
  read_as_windows: {
    say: 'The file is not UTF-8; it was read as Windows-1252 ("ANSI").',
    next: 'Look whether names with accents came out right; if not, save the file as UTF-8 and try again.',
  },
  character_lost: {
    say: '{field} has lost a letter: where one was, there is a question mark in a black square.',
    next: 'Type that letter[ at {path}] again, or copy the value anew from where it was right.',
  },
  character_hidden: {
    say: '{field} holds a character that one cannot see[: {character}].',
    next: 'Type the value[ at {path}] by hand instead of pasting it.',
  },
  too_long: {
    say: counted({ other: '{field} is longer than it can be[: {limit} characters].' }, 'limit'),
    next: 'Look what was pasted[ at {path}]; it is probably more than this one value.',
  },
  proxy_unused: {
    say: 'The base URL[ of {name}] is on this computer, and no proxy is asked for what is here: this one is not used for it.',
    next: 'Take it away with "everbearer network NAME --proxy system", unless other addresses of the connection need it.',
  },
  proxy_only_here: {
    say: 'A proxy is set in this shell[ ({variable})], and not where Everbearer runs: its calls do not go through it.',
    next: 'Set it for the program that keeps running (service, login), then start it again.',
  },
  proxy_perhaps_only_here: {
    say: 'A proxy is set in this shell[ ({variable})]; the running Everbearer was started elsewhere, perhaps without it.',
    next: 'Run "everbearer doctor" here: it says whether the two differ.',
  },
  stand_in: {
    say: '{field} holds no value but what stands in its place.',
    next: 'Copy the value itself[ to {path}] from where it is shown in full.',
  },
  token_cut_off: {
    say: '{field} is not whole: a part of it cannot be read, as if it had been cut off while it was copied.',
    next: 'Copy it again, from its first letter to its last[, to {path}].',
  },
  token_perhaps_cut_off: {
    say: '{field} has too short an end for a token of its kind, as if its last letters had not been copied.',
    next: 'Copy it again to its very end[, to {path}], or test it.',
  },
  reply_taken_apart: {
    say: '{field} was the server’s whole reply, and was taken apart[: {fields}].',
    next: 'Nothing more is needed.',
  },
  reply_unreadable: {
    say: '{field} begins like the whole reply of a server, and nothing that belongs here can be found in it: it may have been cut off.',
    next: 'Copy the reply again as a whole, from its first brace to its last, or the value alone[, to {path}].',
  },
} as const satisfies Record<string, FaultText>
