import { ElMessageBox } from 'element-plus'
import { beforeEach, expect, it, vi } from 'vitest'
import { useSure } from './useSure'

vi.mock('vue-i18n', () => ({ useI18n: () => ({ t: (key: string) => key }) }))
const confirm = vi.spyOn(ElMessageBox, 'confirm')
beforeEach(() => void confirm.mockReset())

it('is sure where the button was pressed, and not where the box was closed', async () => {
  confirm.mockResolvedValueOnce('confirm' as never)
  expect(await useSure()('Close it?', 'Close')).toBe(true)
  expect(confirm).toHaveBeenCalledWith('Close it?', {
    title: 'action.sure',
    confirmButtonText: 'Close',
    cancelButtonText: 'action.cancel',
  })
  confirm.mockRejectedValueOnce('close')
  expect(await useSure()('Close it?', 'Close')).toBe(false)
})

it('lets the box be another where it says so', async () => {
  confirm.mockResolvedValueOnce('confirm' as never)
  await useSure()('Log out?', 'Log out', { title: 'Pictures wait', cancelButtonText: 'Stay' })
  expect(confirm).toHaveBeenCalledWith('Log out?', {
    confirmButtonText: 'Log out',
    cancelButtonText: 'Stay',
    title: 'Pictures wait',
  })
})
