/** A bare name on Windows: found by PATH alone, whatever lies in the current folder. */
import { expect, test } from 'vitest'
import { windowsBatchFile, windowsSearch } from '../../../../electron/adapters/node/processes/windows-search.ts'

const FILES = [
  'C:\\Windows\\System32\\curl.exe',
  'C:\\Tools\\curl.com',
  'C:\\Tools\\curl.exe',
  'C:\\Tools\\deploy.v2',
  'C:\\Tools\\deploy.v2.exe',
  'C:\\Tools\\script.cmd',
  'D:\\My Tools\\upload.exe',
  '\\\\server\\share\\shared.exe',
  // What somebody has put into the folder that we are in.
  'curl.exe',
  '.\\curl.exe',
  'bin\\curl.exe',
  '\\planted\\curl.exe',
  'C:planted\\curl.exe',
  'git.exe',
  '.\\git.exe',
]
const isFile = (path: string): boolean => FILES.some((file) => file.toLowerCase() === path.toLowerCase())
const PATH = '.;;bin;\\planted;C:planted;C:\\Windows\\System32;C:\\Tools\\;"D:\\My Tools";\\\\server\\share'

test.each([
  ['the first folder of PATH that has it', 'curl', PATH, 'C:\\Windows\\System32\\curl.exe'],
  ['never the current folder, also where PATH names it', 'git', PATH, null],
  ['.com before .exe, as Windows has it', 'curl', 'C:\\Tools', 'C:\\Tools\\curl.com'],
  ['with its ending typed', 'curl.exe', 'C:\\Tools', 'C:\\Tools\\curl.exe'],
  ['in another case', 'CURL.EXE', 'c:/tools', 'c:\\tools\\CURL.EXE'],
  ['a dot in its name', 'deploy.v2', 'C:\\Tools', 'C:\\Tools\\deploy.v2'],
  ['no script, which would need a shell', 'script', 'C:\\Tools', null],
  ['a folder in quotation marks', 'upload', PATH, 'D:\\My Tools\\upload.exe'],
  ['a folder of another computer', 'shared', PATH, '\\\\server\\share\\shared.exe'],
  ['no PATH at all', 'curl', undefined, null],
  ['a path that somebody chose', '.\\curl', PATH, '.\\curl'],
  ['the same with slashes', './curl.exe', PATH, './curl.exe'],
  ['a full path', 'C:\\Tools\\curl.exe', '', 'C:\\Tools\\curl.exe'],
  ['a path on a drive', 'C:curl', PATH, 'C:curl'],
  ['up and in', '..\\curl', PATH, '..\\curl'],
])('%s', (_what, program, path, found) => {
  expect(windowsSearch(program, path === undefined ? {} : { Path: path }, isFile)).toBe(found)
})

test.each([
  ['script', 'C:\\Tools', 'C:\\Tools\\script.cmd'],
  ['script.cmd', 'C:\\Tools', 'C:\\Tools\\script.cmd'],
  ['upload', PATH, null],
])('a batch file that only a shell could run is told from nothing at all: %s', (program, path, found) => {
  expect(windowsBatchFile(program, { Path: path }, isFile)).toBe(found)
})
