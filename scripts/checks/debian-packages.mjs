import { existsSync, readdirSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { run } from '../programs.mjs'

/** @typedef {Record<string, string[]>} Packages package name -> commands, libraries or files, any of which shows that it is there */

const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']

/**
 * What tests need from the system, by Debian package: a real keychain on a bus of its own, its command line to look for
 * leaks, and a browser.
 * @type {Packages}
 */
export const keychainPackages = {
  'gnome-keyring': ['gnome-keyring-daemon'],
  dbus: ['dbus-daemon'],
  'dbus-daemon': ['dbus-run-session'],
  'libsecret-tools': ['secret-tool'],
  // The other keyrings of Linux desktops, and a screen and a person for their dialogs.
  keepassxc: ['keepassxc'],
  'libkf5wallet-bin': ['kwalletd5'],
  xvfb: ['Xvfb'],
  xdotool: ['xdotool'],
  // What several workstations share connections over; tests start members of their own, on ports of their own.
  'etcd-server': ['etcd'],
  'etcd-client': ['etcdctl'],
  // Networks of the tests' own, whose links they cut and slow.
  iproute2: ['ip'],
  // Certificates of the tests' own authorities.
  openssl: ['openssl'],
  // What asks Everbearer for credentials.
  git: ['git'],
  curl: ['curl'],
  // For the client in Python, and what of it goes with that library.
  'python3-requests': ['/usr/lib/python3/dist-packages/requests/__init__.py'],
}
/**
 * A screen, a window manager, an icon's place and a notification's; hands and eyes for tests; and what Electron links to.
 * @type {Packages}
 */
export const desktopPackages = {
  xvfb: ['Xvfb'],
  'libgtk-3-0': ['libgtk-3.so.0'],
  libnss3: ['libnss3.so'],
  libasound2: ['libasound.so.2'],
  libgbm1: ['libgbm.so.1'],
  openbox: ['openbox'],
  dunst: ['dunst'],
  trayer: ['trayer'],
  xdotool: ['xdotool'],
  // A second screen that goes away.
  'xserver-xorg-core': ['/usr/lib/xorg/Xorg'],
  'xserver-xorg-video-dummy': ['/usr/lib/xorg/modules/drivers/dummy_drv.so'],
  'x11-xserver-utils': ['xrandr'],
  'x11-utils': ['xprop'],
  imagemagick: ['import'],
  'python3-dbus': ['/usr/lib/python3/dist-packages/dbus/__init__.py'],
  'python3-gi': ['/usr/lib/python3/dist-packages/gi/__init__.py'],
}
/**
 * Ubuntu has no package of the engine alone; its browser does both there (tests/kit/page/chromium.ts).
 * @type {Packages}
 */
export const browserPackages = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  'chromium-headless-shell': ['chromium-headless-shell', 'chromium-browser', 'google-chrome'],
}

/**
 * What reads what the command line writes for others: shells their completion, man its page, systemd its unit, and
 * Prometheus’s own library the metrics.
 * @type {Packages}
 */
export const commandLinePackages = {
  bash: ['bash'],
  zsh: ['zsh'],
  fish: ['fish'],
  'man-db': ['man'],
  systemd: ['systemd-analyze'],
  'python3-prometheus-client': ['/usr/lib/python3/dist-packages/prometheus_client/__init__.py'],
}

/**
 * Servers of others, for the long tests, which start them by themselves.
 * @type {Packages}
 */
export const serverPackages = {
  // No server, but too large for every push.
  'kubernetes-client': ['kubectl'],
  awscli: ['aws'],
  'python3-django-oauth-toolkit': ['/usr/lib/python3/dist-packages/oauth2_provider/__init__.py'],
  'python3-djangorestframework-simplejwt': ['/usr/lib/python3/dist-packages/rest_framework_simplejwt/__init__.py'],
  glewlwyd: ['glewlwyd'],
}

/** Debian lets one program at a time install. */
let turn = Promise.resolve(0)

/**
 * Installs what is missing where that can be done without asking. macOS and Windows bring a keychain of their own.
 * @param {Packages} packages
 * @returns {Promise<number>} 0 when everything is there
 */
export function ensurePackages(packages) {
  turn = turn.catch(() => 0).then(() => installMissing(packages))
  return turn
}

/** @param {Packages} packages */
async function installMissing(packages) {
  if (process.platform !== 'linux') return 0
  const missing = missingOf(packages)
  if (missing.length === 0) return 0
  const aptGet = commandExists('apt-get')
  if (aptGet && process.getuid?.() === 0) await aptInstall(missing)
  const still = missingOf(packages)
  if (still.length > 0) process.stderr.write(`${howToInstall(still, aptGet)}\n`)
  return still.length === 0 ? 0 : 1
}

/** @param {string[]} packages */
async function aptInstall(packages) {
  process.stdout.write(`Installing ${packages.join(', ')} with apt-get ...\n`)
  const install = ['install', '-y', '-q', '--no-install-recommends', ...packages]
  if (hasPackageLists() && (await apt(install)) === 0) return
  await apt(['update', '-q'])
  await apt(install)
}

/** @param {string[]} args */
function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return run('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
}

/** A fresh container has none, and then apt-get knows no package by name. */
function hasPackageLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'))
  } catch {
    return false
  }
}

/** @param {string[]} packages @param {boolean} aptGet */
function howToInstall(packages, aptGet) {
  const names = packages.join(' ')
  if (!aptGet)
    return `The tests need these programs, by their Debian package names: ${names}. Install them and try again.`
  return `The tests need more from this system. Run: sudo apt-get update && sudo apt-get install -y ${names}`
}

/** @param {Packages} packages */
function missingOf(packages) {
  return Object.keys(packages).filter((name) => !packages[name]?.some(commandExists))
}

/** @param {string} command */
function commandExists(command) {
  if (isAbsolute(command)) return existsSync(command)
  const folders = command.includes('.so') ? libraryFolders : (process.env.PATH ?? '').split(delimiter)
  return folders.some((folder) => folder && existsSync(join(folder, command)))
}
