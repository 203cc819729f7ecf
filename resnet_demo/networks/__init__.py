"""What a network is: its architecture, blocks, strengths of skips and branches, and names."""
