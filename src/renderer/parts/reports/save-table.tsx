import { Button, Menu } from '@mantine/core';
import { IconTableExport } from '@tabler/icons-react';
import { downloadContent } from '#renderer/parts/download.ts';
import type { ResultTable } from '#shared/tables/result-table.ts';
import { TABLE_FORMATS, type TableFormatName } from '#shared/tables/table-formats.ts';

const FORMATS = Object.keys(TABLE_FORMATS) as TableFormatName[];

/**
 * Saves a table as CSV, LaTeX or Markdown.
 * @param prefix The first part of the file's name.
 */
export function SaveTable({ table, prefix = 'compare' }: { table: ResultTable; prefix?: string }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTableExport size={14} aria-hidden />}
          aria-label={`Save table: ${table.title}`}
        >
          Save table
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => {
          const { label, extension, mediaType, write } = TABLE_FORMATS[format];
          return (
            <Menu.Item
              key={format}
              onClick={() => downloadContent(`${prefix}-${table.name}.${extension}`, write(table), mediaType)}
            >
              {label}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
