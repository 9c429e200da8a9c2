import type { FaultText } from '../../fault-text.ts'
import { counted } from '../counted.ts'

/** What a person or a program handed in. */
export const faultsOfInput = {
  bug: {
    say: 'Something went wrong inside Everbearer[ ({name})]; nothing you did.',
    next: 'Try once more; if it happens again, report it together with what "everbearer doctor" prints[ and with what {log} holds].',
  },
  usage: {
    say: 'The command line cannot be read.',
    next: 'Run "everbearer --help" to see the commands with examples.',
    cases: {
      unknown_command: {
        say: 'There is no such command[: "{word}"].',
        next: '[Did you mean "everbearer {suggestion}"? ]Run "everbearer --help" to see all commands.',
      },
      unknown_option: {
        say: 'There is no such option[: {word}].',
        next: '[Did you mean {suggestion}? ]Run "everbearer[ {command}] --help" to see the options.',
      },
      missing_argument: {
        say: 'A word is missing on the command line[: {word}].',
        next: 'Run "everbearer[ {command}] --help" to see how it is used.',
      },
      missing_subcommand: {
        say: 'This command needs to be told what to do.',
        next: 'Run "everbearer[ {command}] --help" to see what it can do.',
      },
      excess_arguments: {
        say: 'There are more words on the command line than this command takes.',
        next: 'Run "everbearer[ {command}] --help" to see how it is used.',
      },
      option_needs_value: {
        say: 'An option lacks its value[: {word}].',
        next: 'Run "everbearer[ {command}] --help" to see what it takes.',
      },
      option_takes_no_value: {
        say: '{word} is an option without a value.',
        next: 'Write {word} alone, or leave it out.',
      },
      missing_option: {
        say: 'This command needs one more option[: {word}].',
        next: 'Run "everbearer[ {command}] --help" to see an example.',
      },
      not_a_duration: {
        say: '{word} is not followed by a length of time.',
        next: 'Write one such as 60s, 5m, 2h or 1d; a year is the most.',
      },
      not_a_line: {
        say: '{word} is not followed by one line of text.',
        next: 'Write it without line breaks and other control characters.',
      },
      not_a_count: {
        say: '{word} is not followed by a whole number.',
        next: 'Write digits only, from {least} to {most}.',
      },
      all_and_names: {
        say: 'There are names on the command line, and --all, which means every one.',
        next: 'Leave one of the two out.',
      },
      unknown_shell: {
        say: 'There is no completion for this shell.',
        next: 'Name one that is known[: {choices}].',
      },
      not_among: {
        say: '{word} is not followed by a word that it knows.',
        next: 'Write one that it knows[: {choices}].',
      },
      not_together: {
        say: 'The options[ {word} and {other}] cannot be used together.',
        next: 'Leave one of the two out.',
      },
      proxy_password_in_words: {
        say: 'The proxy’s password stands in the command line, where every user of this computer can read it; nothing was set.',
        next: 'Change it if others work here. With "user@" alone it is asked for, or read as a line of standard input.',
      },
      password_in_words: {
        say: 'A password stands in the command line, where every user of this computer can read it; nothing was done.',
        next: 'Change it if others work here, and leave it out of the address; secrets come from a file or standard input ("--from -").',
      },
      key_in_words: {
        say: 'A secret key stands in the command line, where every user of this computer can read it; nothing was done.',
        next: 'Do not use that key again. --recipient takes the public one (age1...), --identity the name of the file with the secret one.',
      },
      webhook_key_in_words: {
        say: 'The webhook’s key stands in the command line, where every user of this computer can read it; nothing was set.',
        next: 'Take another key. Without it in the line it is asked for, or read as a line of standard input.',
      },
      token_in_words: {
        say: 'A token stands in the command line, where every user of this computer can read it; nothing was done.',
        next: 'Get another if others work here; write it to a file and name that, or hand it in by standard input ("--from -").',
      },
      entry_in_words: {
        say: 'JSON stands in the command line, where every user of this computer can read it; nothing was done.',
        next: 'If there are secrets in it, replace them. Write it to a file and name that, or hand it in by standard input ("--from -").',
      },
      nothing_to_run: {
        say: 'There is no command to run.',
        next: 'Put it after two hyphens, such as "everbearer exec NAME -- python3 upload.py".',
      },
    },
  },
  not_json: {
    say: 'This is not readable JSON[ (line {line}, column {column})].',
    next: 'Check commas, quotes and braces there; "everbearer systems" prints an example to start from.',
    cases: {
      empty: {
        say: 'There is nothing in what was handed in.',
        next: 'Name a file with the JSON of a connection, or pipe it in; "everbearer systems" prints an example to start from.',
      },
    },
  },
  bad_shape: {
    say: 'What was handed in does not have the expected shape[ (at {where})].',
    next: 'Compare it with the example that "everbearer systems" prints.',
  },
  unknown_key: {
    say: 'There is no such field[ in {where}][: "{key}"].',
    next: 'Remove it or correct its spelling[; known here: {known}].',
  },
  unknown_system: {
    say: 'Everbearer does not know this system[: "{system}"].',
    next: 'Choose one that "everbearer systems" lists[: {known}].',
  },
  unknown_call: {
    say: 'The running Everbearer does not know this request[ ({call})].',
    next: 'It may be of another version: close it, then try again.',
  },
  call_refused: {
    say: 'This request is not allowed from here[ ({call})].',
    next: 'Use the command line for it.',
    cases: {
      copy: {
        say: 'Nothing was copied, since nobody said yes where Everbearer runs.',
        next: 'Print the token in a terminal, with "everbearer token".',
      },
    },
  },
  unknown_setting: {
    say: 'There is no such setting[: "{key}"].',
    next: 'Choose one that "everbearer settings get" shows[: {known}].',
  },
  input_too_large: {
    say: counted({ other: 'This is larger than anything Everbearer takes in[ (at most {limit} bytes)].' }, 'limit'),
    next: 'Hand in one connection only, in the form that "everbearer systems" prints.',
    cases: {
      file: {
        say: counted(
          { other: 'This file is larger than any settings file[ (at most {limit} bytes)]; nothing of it was read.' },
          'limit',
        ),
        next: 'Look whether it is the file you mean. One with too many connections goes in as several files.',
      },
    },
  },
  name_taken: {
    say: 'There is already a connection with this name[: {name}].',
    next: 'Choose another name, or change the one that is there with "everbearer edit".',
  },
  edited_meanwhile: {
    say: 'Somebody else has changed this connection since you began, so nothing of yours was saved yet.',
    next: 'See what it is now with "everbearer show {name}", then make your change again.',
  },
  same_refresh_token: {
    say: 'Another connection already uses this refresh token[: {name}].',
    next: 'Give each connection a pair of its own, because two would end each other’s session.',
  },
  nothing_to_renew_with: {
    say: 'There is nothing to renew this token with.',
    next: 'Add a refresh token or a client secret with "everbearer edit {name}".',
  },
  exec_credential_unknown: {
    say: 'The kubectl that asks wants an answer in a version that is not known here.',
    next: 'Put one that is known into the kubeconfig, at users.user.exec.apiVersion[: {known}].',
  },
  credential_ambiguous: {
    say: 'Two connections[, {name} and {other},] are at that host, so it cannot be said whose token is meant.',
    next: 'Ask by name instead, with "everbearer exec" or "everbearer token".',
  },
  credential_not_stored: {
    say: 'Nothing is stored this way: Everbearer has its own connections.',
    next: 'Add a connection for that server with "everbearer add"; there is no need to log in then.',
  },
  token_type_unknown: {
    say: 'The token of {name} is no bearer token[ ({type})], so Everbearer sends it nowhere and makes no header of it.',
    next: 'Have its server give this client bearer tokens, or take the token by itself where your program knows that type.',
  },
  outside_base_url: {
    say: 'This address is not below the base URL of {name}[ ({baseUrl})], so its token does not go there.',
    next: 'Call an address of that server, or add a connection for the other one.',
  },
  file_unreadable: {
    say: 'The file cannot be read[: {path}][ ({detail})].',
    next: 'Check its name and your rights to it, or use "-" to read standard input.',
    cases: {
      open_to_others: {
        say: 'The file is readable by other users of this computer[: {path}].',
        next: 'Close it with "chmod 600" and consider its content known to them.',
      },
      several_lines: {
        say: 'The passphrase file holds more than one line[: {path}].',
        next: 'Leave the passphrase alone in it, on one line; what follows it could be meant or not.',
      },
      kept: {
        say: 'A file that Everbearer keeps cannot be read[: {path}][ ({detail})].',
        next: 'See that it is a file, and that your account may read it: "sudo chown" gives back what has become root’s.',
      },
      journal: {
        say: 'The journal cannot be read[: {path}][ ({detail})].',
        next: 'See that it is a file, and that your account may read it.',
      },
    },
  },
  command_not_found: {
    say: 'The command to run was not found[: {command}].',
    next: 'Check its spelling, or give its full path.',
  },
  command_not_executable: {
    say: 'The command to run is there, and cannot be run[: {command}].',
    next: 'Make it executable (chmod +x), or name the program that reads it, such as python3 (on Windows cmd /c for a batch file), before it.',
  },
  passphrase_not_written: {
    say: 'EVERBEARER_PASSPHRASE is set, and a passphrase is never written into a file; nothing was done.',
    next: 'Put it into a file of mode 0600, set EVERBEARER_PASSPHRASE_FILE to its path instead, then try again.',
  },
  service_not_started: {
    say: 'It is written, and could not be started: [{command} ]did not end well.',
    next: 'Run that yourself to see why, or log in again; "everbearer agent --uninstall" takes it away.',
  },
  environment_too_large: {
    say: 'The token is longer than the system lets a program’s environment be, so the command was not started.',
    next: 'Hand it over another way: "everbearer token NAME" prints it to a pipe, where it may be of any length.',
  },
  invalid_environment: {
    say: 'The token or base URL holds a character that no environment can hold, so the command was not started.',
    next: 'Look at both with "everbearer show NAME", then paste the token again with "everbearer edit NAME".',
  },
  confirm_removal: {
    say: 'Its settings and tokens would go; "everbearer restore {name}" brings them back for a minute, and only where an agent runs.',
    next: 'For a copy, "everbearer export {name} --sealed > FILE"; if you mean it, run "everbearer remove {name} --yes".',
    cases: {
      several: {
        say: '[{names} would go ({count}). ]"everbearer restore NAME" brings each back for a minute, where an agent runs.',
        next: 'For a copy, "everbearer export --sealed > FILE"; if you mean all of them, run the same with --yes.',
      },
    },
  },
  asking_stopped: {
    say: 'The questions were not answered to their end, so nothing was saved.',
    next: 'Run it again; its --help says how a script hands its answers in.',
  },
  confirm_memory: {
    say: 'In memory, everything[ (connections: {count})] is gone when the Everbearer that runs ends; only a copy brings it back.',
    next: 'For a copy: "everbearer export --sealed > FILE". If you mean it: "everbearer vault move memory --yes".',
  },
  confirm_file: {
    say: 'In the file, everything[ (connections: {count})] opens only with the passphrase that was given; without it, it is lost.',
    next: 'If you mean it, run "everbearer vault move file" in a terminal.',
  },
  memory_needs_keeper: {
    say: 'No Everbearer stays running here: memory would end with this very command, and all that is in it. Nothing has been moved.',
    next: 'Keep the vault where it is; or start "everbearer agent" (or the window) first, and move while it runs.',
    cases: {
      adding: {
        say: 'The vault is memory, and no Everbearer stays running here: what is added would be gone with this very command.',
        next: 'Start "everbearer agent" (or the window) first and add while it runs; or choose keychain or file.',
      },
    },
  },
  passphrase_weak: {
    say: counted({ other: 'This passphrase is too short[; it needs at least {least} characters].' }, 'least'),
    next: 'Choose a longer one, such as five random words.',
  },
  no_passphrase_here: {
    say: 'The vault in use has no passphrase of Everbearer’s own; only the encrypted file has one.',
    next: 'Run "everbearer vault status" to see which vault is in use.',
  },
  vault_already_there: {
    say: 'The secrets are already in that vault[: {kind}].',
    next: 'Nothing needs doing; "everbearer vault status" shows where they are.',
  },
  vault_occupied: {
    say: 'That vault already holds other connections[: {kind}]; nothing was moved.',
    next: 'Look at them with EVERBEARER_VAULT[={kind}] set; remove them there, or keep using that vault.',
  },
  vault_moved_away: {
    say: 'EVERBEARER_VAULT asks for {from}, but the secrets were moved from there to {to}.',
    next: 'Remove EVERBEARER_VAULT[, or set it to {to}].',
  },
  port_taken: {
    say: 'Another program uses this port[: {port}].',
    next: 'Choose another port, or end that program.',
  },
} as const satisfies Record<string, FaultText>
