import { ChevronDown } from 'lucide-react';
import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue, Text } from 'react-aria-components';
import './choice.css';

interface Option {
  id: string;
  label: string;
  /** Said after the label, e.g. `busy until 11:30`. */
  detail?: string | undefined;
}

interface Props {
  label: string;
  value: string | null;
  options: readonly Option[];
  placeholder: string;
  disabled?: boolean;
  onChange(id: string): void;
}

/** One of a list: arrow keys, typing ahead, a tap. */
export function Choice({ label, value, options, placeholder, disabled = false, onChange }: Props) {
  return (
    <Select
      aria-label={label}
      className="choice"
      placeholder={placeholder}
      isDisabled={disabled}
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
    >
      <Button className="choice-button input">
        <SelectValue className="choice-value" />
        <ChevronDown size={16} aria-hidden="true" />
      </Button>
      <Popover className="popover choice-popover" offset={4}>
        <ListBox className="choice-list" items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className="choice-option">
              <Text slot="label" className="choice-option-label">{option.label}</Text>
              {option.detail === undefined ? null : <Text slot="description" className="choice-option-detail">{option.detail}</Text>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
