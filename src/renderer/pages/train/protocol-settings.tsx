import { PROTOCOL_INFO, PROTOCOLS } from '#shared/protocols.ts';
import { SETTINGS } from '#shared/settings/catalogue.ts';
import { type FormProps, SettingField } from './setting-field.tsx';
import classes from './train-page.module.css';

/** The protocol with its settings, the final model, and a sentence about each chosen protocol. */
export function ProtocolSettings({ form, setForm }: FormProps) {
  const varied = form.vary['protocol.name'];
  const names = PROTOCOLS.filter((name) =>
    varied === undefined ? name === form.settings.protocol.name : varied.includes(name),
  );
  return (
    <>
      {SETTINGS.filter(({ group }) => group === 'protocol').map(({ path }) => (
        <SettingField key={path} path={path} form={form} setForm={setForm} />
      ))}
      <SettingField path="refit" form={form} setForm={setForm} />
      <div className={classes.about}>
        {names.map((name) => (
          <div key={name}>
            {names.length > 1 && <b>{name}: </b>}
            {PROTOCOL_INFO[name].about}
          </div>
        ))}
      </div>
    </>
  );
}
