import { HARDENED, NO_START_LIMIT, RESTART_LINES, type ServiceStart, systemdCommand, systemdQuoted } from './units.ts'

/** A user of its own, and the name under which systemd hands it the passphrase. */
const USER = 'everbearer'
export const SITE_KEEPER_UNIT = 'everbearer-keeper.service'

/**
 * The agent as a service of a site's server (docs/site-keeper.md): before anybody logs in, as a user who owns nothing else.
 * systemd.exec(5): LoadCredential= gives that user alone a copy of a file that only root can read. Since V8 writes code
 * while it runs, MemoryDenyWriteExecute cannot be set.
 */
export function siteKeeperUnit({ program }: Pick<ServiceStart, 'program'>): string {
  const env = {
    EVERBEARER_HOME: `/var/lib/${USER}`,
    EVERBEARER_VAULT: 'file',
    EVERBEARER_PASSPHRASE_FILE: `/run/credentials/${SITE_KEEPER_UNIT}/passphrase`,
  }
  return `# Made by "everbearer agent --system-unit": /etc/systemd/system/${SITE_KEEPER_UNIT}
[Unit]
Description=Everbearer keeps the API tokens of this site valid
Wants=network-online.target
After=network-online.target
${NO_START_LIMIT}

[Service]
User=${USER}
StateDirectory=${USER}
StateDirectoryMode=0700
LoadCredential=passphrase:/etc/everbearer-keeper/passphrase
${Object.entries(env)
  .map(([name, value]) => `Environment=${systemdQuoted(`${name}=${value}`)}\n`)
  .join('')}ExecStart=${systemdCommand(program)} agent
${RESTART_LINES}CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictNamespaces=yes
${HARDENED}
[Install]
WantedBy=multi-user.target
`
}
