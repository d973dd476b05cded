export { serviceSettings, ServiceSettingsModule, type ServiceSettings } from './service.settings.ts';
