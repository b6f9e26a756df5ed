import { ElMessageBox } from 'element-plus'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { useOperator } from './useOperator'

/** Drops nothing that is typed unasked, whichever way leads to another page. Who has logged out is not asked. */
export function useAskBeforeLeaving(isTyped: () => boolean): void {
  const { t } = useI18n()
  const { state } = useOperator()

  async function mayLeave(): Promise<boolean> {
    if (state.value !== 'member' || !isTyped()) return true
    return ElMessageBox.confirm(t('nav.typed'), t('nav.typedTitle'), {
      confirmButtonText: t('nav.dropTyped'),
      cancelButtonText: t('nav.stay'),
      type: 'warning',
    }).then(
      () => true,
      () => false,
    )
  }
  onBeforeRouteLeave(mayLeave)
  onBeforeRouteUpdate(mayLeave)
}
