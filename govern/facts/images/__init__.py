"""Who signed the images that a document runs, and what is attested about them.

`source.ImageFacts` is the FactSource; `attachments` fetches, `checking` verifies, `findings` puts
what was verified into words for rules. `opening.open_image_facts` joins them with a configuration.
"""
