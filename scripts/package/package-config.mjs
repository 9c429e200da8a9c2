import { join } from 'node:path'
import { root } from '../project.mjs'
import { SHARED_FILES } from './package-share.mjs'

/** Where packages are made, and where they are laid out before that. Beside dist/, and ignored by git as it is. */
export const stage = join(root, 'dist.stage')
const output = join(root, 'dist.packages')

/** Nobody has given the project a place on the web yet, and a Debian package must name one. */
const homepage = 'https://everbearer.invalid/'

/**
 * What electron-builder makes of the stage (package-stage.mjs says what lies in it).
 * @param {{ platform?: NodeJS.Platform, from?: string, into?: string, electronDist?: string }} [where]
 * @returns {import('electron-builder').Configuration}
 */
export function packageConfig({ platform = process.platform, from = stage, into = output, electronDist } = {}) {
  return {
    appId: 'org.everbearer.desktop',
    productName: 'Everbearer',
    copyright: 'Everbearer contributors, MIT licence',
    directories: { app: join(from, 'app'), output: into, buildResources: join(root, 'electron', 'icons') },
    extraMetadata: { homepage },
    ...(electronDist ? { electronDist } : {}),

    // All is laid out already: nothing to install, nothing to compile, nothing to ask of a package manager.
    files: ['**/*', { from: join(from, 'natives'), to: 'node_modules', filter: ['**/*'] }],
    extraResources: [
      { from: join(from, 'command'), to: 'command', filter: ['**/*'] },
      { from: join(from, 'natives'), to: 'command/node_modules', filter: ['**/*'] },
      { from: join(from, 'sbom.cdx.json'), to: 'sbom.cdx.json' },
    ],
    beforeBuild: async () => false,

    // With the hash of its head in the program, where the platform has a place for it. Compiled parts cannot be loaded from inside.
    asar: true,
    asarUnpack: ['**/*.node'],
    electronFuses: fuses(platform),

    // Chromium's own words for menus and dialogs; ours are inside the page.
    electronLanguages: ['en-US', 'de'],
    publish: null,
    // Links that show a connection (electron/desktop/deep-link.ts).
    protocols: [{ name: 'Everbearer connection', schemes: ['everbearer'] }],

    win: { target: ['nsis'], icon: 'app.ico' },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },

    mac: {
      target: ['dmg'],
      icon: 'app.icns',
      category: 'public.app-category.developer-tools',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: join(root, 'scripts', 'package', 'entitlements.plist'),
      // The helpers and the command's Node run V8 as well.
      entitlementsInherit: join(root, 'scripts', 'package', 'entitlements.plist'),
    },

    linux: {
      target: ['AppImage', 'deb'],
      icon: 'app.icns',
      category: 'Development',
      // `everbearer` is the command line's name.
      executableName: 'everbearer-desktop',
      maintainer: 'Everbearer contributors <contributors@everbearer.invalid>',
      synopsis: 'Keeps API tokens of a workstation valid',
    },
    deb: {
      fpm: [
        `${join(root, 'scripts', 'package', 'everbearer-in-path.sh')}=/usr/bin/everbearer`,
        ...SHARED_FILES.map((file) => `${join(from, 'share', file)}=/usr/share/${file}`),
      ],
    },
  }
}

/**
 * Ways into the app that it does not need and others could use: as them it would read the keychain under our name.
 * @param {NodeJS.Platform} platform
 * @returns {NonNullable<import('electron-builder').Configuration['electronFuses']>}
 */
function fuses(platform) {
  return {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    enableEmbeddedAsarIntegrityValidation: platform === 'darwin' || platform === 'win32',
    grantFileProtocolExtraPrivileges: false,
    // There are no cookies, and the key for them would be one more entry in the keychain, asked for at the first start.
    enableCookieEncryption: false,
  }
}
