/** Security descriptors as Windows writes them, and who could have written what they stand for. */

import { describe, expect, it } from 'vitest'
import { windowsDistrust } from '../../../shared/site/windows-trust.ts'
import { fc } from '../../kit/properties.ts'

const USER = 'S-1-5-21-579608837-3935439620-1618332296-1001'
const INSTALLER = 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464'
const OURS = 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'

describe('nobody else can have written', () => {
  it.each([
    // What an installer sets: only administrators and the system.
    `O:BAG:SY${OURS}`,
    // Everybody may read and run it (0x1200a9 is read, execute, synchronize).
    `O:SYG:SY${OURS}(A;OICI;0x1200a9;;;BU)`,
    `O:BAG:DUD:AI(A;;FA;;;BA)(A;;FA;;;SY)(A;;0x1200a9;;;BU)`,
    'O:BAG:BAD:ARAI(A;;FA;;;BA)(A;;FA;;;SY)(A;;FRFX;;;BU)(A;ID;0x1200a9;;;AU)',
    `O:${INSTALLER}G:${INSTALLER}${OURS}(A;;GRGX;;;AC)`,
    'O:S-1-5-32-544G:S-1-5-18D:P(A;;FA;;;S-1-5-32-544)(A;;FR;;;S-1-1-0)',
    // What is made inside later will belong to whoever makes it, and nobody else can make anything.
    `O:BAG:SY${OURS}(A;OICIIO;GA;;;CO)`,
    // Whoever owns it is an administrator.
    `O:BAG:SY${OURS}(A;;FA;;;OW)`,
    // A right that is taken away gives none.
    `O:BAG:SY${OURS}(D;;FA;;;BU)`,
    `O:BAG:SY${OURS}(XA;;FX;;;S-1-1-0;(@User.Title=="PM" && (@User.Division=="(Sales)")))`,
    // Nobody may anything.
    'O:BAG:SYD:P',
    `O:BAG:SY${OURS}S:AI(AU;SAFA;FA;;;WD)(ML;;NW;;;HI)`,
  ])('%s', (sddl) => {
    expect(windowsDistrust(sddl)).toBeNull()
  })
})

describe('somebody else may write', () => {
  it.each([
    // As a new folder in %ProgramData% inherits it: users may add files (0x2, as a directory's DC) and folders (0x4, LC).
    'O:BAG:BAD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)',
    `O:SYG:SY${OURS}(A;OICI;0x1201bf;;;LS)`,
    `O:SYG:SY${OURS}(A;OICI;0x1301bf;;;NS)`,
    `O:BAG:SY${OURS}(A;;FW;;;AU)`,
    `O:BAG:SY${OURS}(A;;GA;;;WD)`,
    `O:BAG:SY${OURS}(A;;GW;;;${USER})`,
    `O:BAG:SY${OURS}(A;;FRSD;;;BU)`,
    `O:BAG:SY${OURS}(A;;WD;;;BU)`,
    `O:BAG:SY${OURS}(A;;WO;;;BU)`,
    `O:BAG:SY${OURS}(A;;DT;;;BU)`,
    `O:BAG:SY${OURS}(XA;;FA;;;WD;(@User.Title=="PM"))`,
    `O:BAG:SY${OURS}(OA;;FA;;;WD)`,
    // Administrators of a domain are not those of this computer.
    `O:BAG:SY${OURS}(A;;FA;;;DA)`,
    // What is taken away elsewhere is not relied on.
    `O:BAG:SYD:P(D;;FA;;;WD)(A;;FA;;;WD)`,
  ])('%s', (sddl) => {
    expect(windowsDistrust(sddl)).toBe('mode')
  })
})

describe('somebody else owns', () => {
  it.each([`O:${USER}G:DU${OURS}`, `O:DAG:DU${OURS}`, `O:BUG:DU${OURS}`, `O:S-1-5-32-5440G:SY${OURS}`])(
    '%s',
    (sddl) => {
      expect(windowsDistrust(sddl)).toBe('owner')
    },
  )
})

describe('what cannot be read is not trusted', () => {
  it.each([
    '',
    '-',
    'O:BA',
    'O:BAG:SY',
    'G:SYD:P(A;;FA;;;BA)',
    'O:BAG:SYD:NO_ACCESS_CONTROL',
    'O:BAG:SYD:P(A;;FA;;;BA',
    'O:BAG:SYD:P(A;;FA;;;BA))',
    'O:BAG:SYD:P(A;;FA;;;BA)x(A;;FA;;;SY)',
    'O:BAG:SYD:P(A;;QQ;;;BU)',
    'O:BAG:SYD:P(A;;0xfffffffff;;;BU)',
    'O:BAG:SYD:P(AX;;FR;;;BU)',
    'O:BAG:SYD:P(A;;FR;;;somebody)',
    'O:BAG:SYD:P(A;IOx;FA;;;BU)',
    'O:BAG:SYD:P(A)',
    'O:BAG:SYD:P()',
    'owner BUILTIN\\Administrators',
  ])('%s', (sddl) => {
    expect(windowsDistrust(sddl)).toBe('acl')
  })

  it('nor is one that is cut off anywhere, with a letter changed or with one more', () => {
    const whole = `O:BAG:SY${OURS}(A;OICI;0x1200a9;;;BU)(A;;FW;;;AU)`
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.constantFrom('', ';', '(', ')', 'x'), (at, letter) => {
        const bent = whole.slice(0, at) + letter + whole.slice(at + 1)
        // Whatever is left of it: nobody is let in who was not.
        if (bent.includes('(A;;FW;;;AU)')) expect(windowsDistrust(bent)).not.toBeNull()
      }),
    )
  })
})
