import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import {
  browserPackages,
  commandLinePackages,
  desktopPackages,
  keychainPackages,
} from '../../scripts/checks/debian-packages.mjs'

const root = resolve(import.meta.dirname, '../..')
const folder = join(root, '.github', 'workflows')
const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))

test('a workflow calls only what package.json and scripts/ have', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const called = files.flatMap((text) => [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name))
  expect(called.length).toBeGreaterThan(3)
  expect(called.filter((name) => !(name in scripts))).toEqual([])
  const programs = files.flatMap((text) => [...text.matchAll(/node scripts\/([\w.-]+)/g)].map(([, name = '']) => name))
  expect(programs.filter((name) => !readdirSync(join(root, 'scripts')).includes(name))).toEqual([])
})

test('workflows may read the project and nothing else', () => {
  for (const text of files) expect(text).toMatch(/^permissions:\n {2}contents: read$/m)
})

/** A tag can be moved by whoever owns it; a commit cannot. */
test('every action is named by commit, with its version beside it', () => {
  const used = files.flatMap((text) => [...text.matchAll(/uses: (.*)/g)].map(([, action = '']) => action))
  expect(used.length).toBeGreaterThan(5)
  expect(used.filter((action) => !/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([])
})

test('signatures are checked, and the source is read by CodeQL', () => {
  expect(files.join('\n')).toMatch(/run: npm audit signatures$/m)
  expect(files.join('\n')).toMatch(/uses: github\/codeql-action\/analyze@/)
})

/** As Ubuntu calls what Debian calls otherwise, or has in another package. */
const UBUNTU: Readonly<Record<string, readonly string[]>> = {
  chromium: ['chromium-browser'],
  'chromium-headless-shell': ['chromium-browser'],
  'dbus-daemon': ['dbus'],
  'libgtk-3-0': ['libgtk-3-0t64'],
  libasound2: ['libasound2t64'],
}

/** No runner is without these, or without the program that they bring (kubectl). */
const ALWAYS_THERE = ['bash', 'systemd', 'git', 'curl', 'kubernetes-client']

const tested = files.flatMap(jobsIn).filter((job) => /run: npm (test$|run test:)/m.test(job))

/** On a runner nobody is root, so what a list lacks is not installed and all tests of that stage fail. */
test('a job that runs tests with real parts as an ordinary user installs every package that they ask for', () => {
  const ordinary = tested.filter((job) => !job.includes('container:'))
  expect(ordinary).toHaveLength(1)
  const wanted = { ...keychainPackages, ...browserPackages, ...desktopPackages, ...commandLinePackages }
  const all = Object.keys(wanted).filter((name) => !ALWAYS_THERE.includes(name))
  for (const job of ordinary) {
    const words = new Set(job.split(/\s+/))
    expect(all.filter((name) => ![name, ...(UBUNTU[name] ?? [])].some((word) => words.has(word)))).toEqual([])
  }
})

/** Networks, users and full disks of their own are skipped by an ordinary user, and a skip fails in CI. */
test('a job that runs everything is root, in the Debian whose packages the scripts install', () => {
  const whole = tested.filter((job) => /run: npm (test|run test:long)$/m.test(job))
  expect(whole).toHaveLength(3)
  for (const job of whole) expect(job).toMatch(/image: debian:12\.\d+\n {6}options: --privileged/)
})

/** By its indentation: a parser of YAML for one test would be a dependency more. */
function jobsIn(text: string): readonly string[] {
  const [, jobs = ''] = text.split('\njobs:\n')
  return jobs.split(/\n(?= {2}[\w-]+:\n)/)
}
