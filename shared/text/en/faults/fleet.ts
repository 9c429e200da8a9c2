import type { FaultText } from '../../fault-text.ts'
import { counted } from '../counted.ts'

/** Several workstations over one shared store. */
export const faultsOfTheFleet = {
  store_unreachable: {
    say: 'The shared store cannot be reached[ ({detail})], so nothing that is shared is renewed here.',
    next: 'Tokens that are still valid are handed out meanwhile; look at the network and the store’s members if it lasts.',
    cases: {
      perhaps_tls: {
        say: 'The shared store ends the line without a word[ ({detail})], as etcd does that speaks TLS and is asked without it.',
        next: 'Let its address begin with https; with "everbearer vault move shared --etcd" where it was entered before.',
      },
      not_etcd: {
        say: 'What answers at the shared store’s address is not etcd[ ({detail})].',
        next: 'A proxy or the page of a guest network answers so. If it lasts, compare address and port with your site’s.',
      },
    },
  },
  store_unanswered: {
    say: 'The shared store did not say whether it has done what was asked[ ({detail})].',
    next: 'Nothing is lost: it is looked at and tried again by itself.',
  },
  document_changed: {
    say: 'Another workstation has changed this at the same time.',
    next: 'Look at what is there now, then try again.',
  },
  renewed_elsewhere: {
    say: 'Another workstation is renewing {name} and has not said yet how that went.',
    next: 'Nothing is lost: the new token is handed out here as soon as it is there.',
  },
  mark_unreadable: {
    say: 'Whether another workstation has asked for a new token for {name} cannot be read, so none of them renews it.',
    next: 'Run "everbearer fleet unblock {name}" in a terminal: it says first what going on may cost.',
  },
  confirm_unblock: {
    say: 'Another workstation may have sent the refresh token of {name} already. Sent twice, its session may be over for good.',
    next: 'To risk that: "everbearer fleet unblock {name} --yes". Without risk: enter new tokens, or wait for that workstation.',
  },
  nothing_blocks: {
    say: 'No mark of another workstation keeps {name} from being renewed.',
    next: 'See "everbearer show {name}" for what does.',
  },
  asker_silent: {
    say: 'Another workstation asked for a new token for {name}, and has not answered yet.',
    next: 'Nobody else may ask with the same refresh token. If it is off, switch it on: its answer counts whenever it comes.',
  },
  store_unsettled: {
    say: 'The shared store came back from a backup a moment ago, so nobody sends the refresh token of {name} yet.',
    next: 'It goes on by itself[ within {seconds}]: whoever was renewing just then says first how that went. Valid tokens are handed out.',
  },
  store_refused: {
    say: 'The shared store does not let this workstation in[ ({detail})].',
    next: 'Compare user, password and certificates with your site’s; new ones: "everbearer vault move shared" with its options.',
    cases: {
      no_tls: {
        say: 'What answers at the shared store’s address speaks no TLS, as https wants it[ ({detail})].',
        next: 'Compare address and port with your site’s; etcd is told its own certificate (ETCD_CERT_FILE, ETCD_KEY_FILE).',
      },
      nothing_in_common: {
        say: 'The shared store speaks no TLS that this computer does[ ({detail})].',
        next: 'Have your site look at what etcd allows: TLS 1.2 or newer.',
      },
      certificate_name: {
        say: 'The shared store takes no certificate of a workstation that has a common name (CN) in it.',
        next: 'Have your site issue one without: etcd’s JSON gateway would not look at that name. User and password say who it is.',
      },
      certificate_over: {
        say: 'The certificate that this workstation shows to the shared store has expired.',
        next: 'Have your site issue another, and enter it: "everbearer vault move shared" with --certificate, --key and all else.',
      },
      store_certificate_over: {
        say: 'The shared store’s certificate, or that of the authority behind it, has expired.',
        next: 'Have your site renew it; all goes on by itself then. Another authority: "everbearer vault move shared --authorities".',
      },
      corrupt: {
        say: 'The members of the shared store do not hold the same (etcd’s alarm CORRUPT), so it takes nothing in.',
        next: 'Ask whoever looks after the store: the member that differs is put up anew, and the alarm taken back. All goes on then.',
      },
    },
  },
  store_full: {
    say: 'The shared store has no room left, so it takes nothing in and nothing that is shared is renewed here.',
    next: 'Ask whoever looks after the store: etcd wants to be compacted and defragmented, and its alarm taken back.',
  },
  store_damaged: {
    say: 'What lies in the shared store cannot be read[: {key}].',
    next: 'Ask whoever looks after the store; what this workstation knows itself stays as it is.',
  },
  store_went_back: {
    say: 'The shared store has an older state than was seen before, as after an old backup was put back.',
    next: 'Newer token sets of this workstation stay, and were brought back; look at what others changed since that backup.',
  },
  letter_unsigned: {
    say: 'What lies in the shared store under one name bears no valid signature, so it is not believed[: {key}].',
    next: 'What this workstation knows itself stays. Ask your site who can write there, and change that password.',
  },
  letter_stranger: {
    say: 'Something in the shared store was written by a workstation that is no member[: {signer}], so it is not believed.',
    next: 'What this workstation knows itself stays; "everbearer fleet list" shows who is a member.',
  },
  not_a_member: {
    say: 'What is shared is not sealed for this workstation.',
    next: 'Run "everbearer enroll --json", and have your site take what it prints in: "everbearer fleet add FILE --name NAME".',
  },
  shared_vault_unset: {
    say: 'This workstation does not know where the shared vault is.',
    next: 'Name it once: "everbearer vault move shared --etcd https://host:2379 --user NAME".',
  },
  no_fleet_there: {
    say: 'Nothing is shared there yet.',
    next: 'Look at the address. Where this is the first workstation, or the store a new one for one that was lost: "--begin".',
  },
  fleet_there: {
    say: 'Something is shared there already.',
    next: 'Leave "--begin" out to join it. Another fleet beside it wants an etcd of its own.',
  },
  fleet_stranger: {
    say: 'The list of members there is signed by somebody whom this workstation does not trust[: {signer}].',
    next: 'If that is your site’s signer, as its people tell you: "everbearer enroll --trust SIGNER".',
    cases: {
      follow: {
        say: 'The list of members there is not signed by that one, but by another[: {signer}].',
        next: 'Compare it, letter by letter, with what your site’s people tell you.',
      },
    },
  },
  fleet_join_full: {
    say: counted({
      one: 'This workstation has a connection of its own, which joining would hide.',
      other: 'This workstation has {count} connections of its own, which joining would hide.',
    }),
    next: 'Take them along: "everbearer export --sealed --move --yes > FILE", remove them, join, "everbearer import FILE".',
  },
  shared_needs_vault: {
    say: 'A shared vault needs a keychain or an encrypted file beside it, for this workstation’s own key.',
    next: 'Move to one of them first: "everbearer vault move keychain".',
  },
  not_the_site: {
    say: 'This workstation does not say who belongs to the fleet.',
    next: 'Run it on one that does ("everbearer fleet list"); where none of them is left: "everbearer fleet take-over".',
  },
  already_a_member: {
    say: '{name} is a member already.',
    next: 'Give another name, or revoke that one first.',
  },
  no_such_member: {
    say: 'No member is called {name}.',
    next: 'See who is one with "everbearer fleet list".',
  },
  site_stays: {
    say: 'No other workstation of the fleet says who belongs to it: nobody could be taken in or left out any more.',
    next: 'Appoint another one first: "everbearer fleet appoint NAME".',
  },
  revokes_itself: {
    say: 'That is this very workstation, which is revoked by another one.',
    next: 'It leaves with "everbearer vault move keychain", or is revoked on another that says who belongs to the fleet.',
  },
  signs_already: {
    say: 'This workstation says already who belongs to the fleet.',
    next: 'Add, appoint and revoke others here: "everbearer fleet --help".',
  },
  fleet_claimed: {
    say: 'Another workstation[, {name},] has taken the say about who belongs to the fleet[: {signer}].',
    next: 'If your site says so: "everbearer fleet follow SIGNER". If not, revoke it where the say was before.',
  },
  confirm_take_over: {
    say: 'This workstation would have the say about who belongs to the fleet, and no longer[ {names}]; nothing is done yet.',
    next: 'If those are lost for good: "everbearer fleet take-over --yes"; each other workstation is then told to follow.',
  },
  confirm_revoke: {
    say: 'Revoking {name} cuts it off from all that is shared, which is sealed anew for the rest; nothing is done yet.',
    next: 'If you mean it: "everbearer fleet revoke {name} --yes". "everbearer fleet add" takes it in again.',
  },
  confirm_leave: {
    say: 'This workstation would leave the shared vault; while others stay, its copies[ ({count})] are not renewed here.',
    next: 'If you mean it, run "everbearer vault move keychain" in a terminal.',
  },
  invalid_enrolment: {
    say: 'That is not what "everbearer enroll --json" prints.',
    next: 'Run it on the workstation that is to join, and hand over the whole of what it prints.',
  },
  etcd_address: {
    say: 'That is no address of an etcd member[: {at}].',
    next: 'Give it as https://host:2379, several with commas between.',
    cases: {
      plain: {
        say: 'A member of etcd[, {at},] would be asked without TLS.',
        next: 'Give an https address: passwords and documents go there. Only on this very computer may it be http.',
      },
      none: {
        say: 'No address of an etcd member was given.',
        next: 'Give it as https://host:2379, several with commas between.',
      },
    },
  },
} as const satisfies Record<string, FaultText>
