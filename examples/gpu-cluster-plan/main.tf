# Training cluster of the fraud team: GPU workers, their head node, and the feature store.
terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.80"
    }
  }
}

variable "vpc_id" {
  type = string
}

variable "private_subnet_ids" {
  type = list(string)
}

variable "feature_store_password" {
  type      = string
  sensitive = true
}

locals {
  tags = {
    owner       = "team-fraud"
    cost-centre = "cc-4471"
  }
}

provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = local.tags
  }
}

resource "aws_security_group" "ray_head" {
  name        = "ray-head"
  description = "Ray head node: dashboard and job submission"
  vpc_id      = var.vpc_id

  ingress {
    description = "dashboard"
    from_port   = 8265
    to_port     = 8265
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "workers"
    from_port   = 6379
    to_port     = 6379
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["10.20.0.0/16"]
  }
}

resource "aws_iam_role" "training" {
  name = "fraud-training"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "training" {
  name = "training"
  role = aws_iam_role.training.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Checkpoints"
        Effect   = "Allow"
        Action   = "s3:*"
        Resource = "*"
      },
      {
        Sid      = "Metrics"
        Effect   = "Allow"
        Action   = ["cloudwatch:PutMetricData"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_instance" "gpu_worker" {
  count = 2

  ami                    = "ami-0c38b837cd80f13bb"
  instance_type          = "g5.12xlarge"
  subnet_id              = var.private_subnet_ids[count.index]
  vpc_security_group_ids = [aws_security_group.ray_head.id]

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    encrypted   = true
    volume_size = 200
  }
}

resource "aws_s3_bucket" "checkpoints" {
  bucket = "acme-fraud-checkpoints"
}

resource "aws_s3_bucket_public_access_block" "checkpoints" {
  bucket = aws_s3_bucket.checkpoints.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# Encryption was forgotten at first; switching it on replaces the database and all it holds.
resource "aws_db_instance" "feature_store" {
  identifier     = "fraud-feature-store"
  engine         = "postgres"
  engine_version = "16.4"
  instance_class = "db.r6g.large"

  allocated_storage = 200
  storage_encrypted = true
  db_name           = "features"
  username          = "features"
  password          = var.feature_store_password

  publicly_accessible     = false
  backup_retention_period = 7
  skip_final_snapshot     = true
}
