"""`python -m xlshipcheck.generators.template` builds what stands in `workbook_templates/`."""

from xlshipcheck.generators.template.book import main

if __name__ == "__main__":
    main()
