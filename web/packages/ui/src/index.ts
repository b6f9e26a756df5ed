export { dayInChina, dayText, momentDayText, momentText } from './dates'
export { failureText, fieldTexts, useFailureText, type FailureText } from './failure'
export { CHINESE, createAppI18n, useLanguages, type AppI18n, type Locale, type Messages } from './i18n'
export {
  checkCharacter,
  groupIdNumber,
  idNumberFault,
  normaliseIdNumber,
  normalisePhone,
  phoneFault,
  type IdNumberFault,
} from './idNumber'
export { default as ServiceBanner } from './ServiceBanner.vue'
export { createService } from './useService'
export { SETTLE_MS, useSettled } from './useSettled'
